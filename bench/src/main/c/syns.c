/*
 * Scanners, a new one each packet, evenly at a rate. (trafgen paces by the second: it sends what is
 * due in one burst.)
 *
 * usage: syns INTERFACE DESTINATION_MAC FIRST_SOURCE COUNT TARGET PORT RATE
 * RATE 0 sends as fast as it goes. Prints "sent wall_us".
 */
#define _GNU_SOURCE
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <time.h>

#include "frame.h"

enum { BURST = 32 };

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void encode(uint8_t *frame, const uint8_t *mac, uint32_t source, uint32_t target, int port) {
  put_ip(frame, mac, source, target, TCP, 20);
  uint8_t *tcp = frame + L4;
  put16(tcp, 1024 + source % 60000);
  put16(tcp + 2, port);
  put16(tcp + 4, source * 2654435761u >> 16);
  tcp[12] = 5 << 4;
  tcp[13] = 2; /* SYN */
  put16(tcp + 14, 1024);
  /* The pseudo-header: both addresses, the protocol, the length. */
  put_checksum(tcp + 16, sum(frame + IP + 12, 8) + TCP + 20 + sum(tcp, 20));
}

static void sleep_until(long long moment) {
  long long left = moment - now();
  if (left <= 0) return;
  struct timespec pause = {left / 1000000000, left % 1000000000};
  nanosleep(&pause, NULL);
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  uint8_t mac[6];
  if (!read_mac(argv[2], mac)) return 2;
  uint32_t first = ntohl(inet_addr(argv[3])), target = ntohl(inet_addr(argv[5]));
  long count = atol(argv[4]);
  int port = atoi(argv[6]);
  double rate = atof(argv[7]);

  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  int on = 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(argv[1])};
  if (fd < 0) die("socket");
  if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on)) die("PACKET_QDISC_BYPASS");
  if (bind(fd, (struct sockaddr *)&to, sizeof to)) die("bind");

  static uint8_t frames[BURST][FRAME];
  struct iovec vectors[BURST];
  struct mmsghdr messages[BURST];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BURST; i++) {
    vectors[i] = (struct iovec){frames[i], FRAME};
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  long long start = now();
  for (long sent = 0; sent < count;) {
    long due = rate > 0 ? (long)((now() - start) * rate / 1e9) + 1 - sent : BURST;
    if (due <= 0) {
      sleep_until(start + (long long)(sent * 1e9 / rate));
      continue;
    }
    if (due > BURST) due = BURST;
    if (due > count - sent) due = count - sent;
    for (int i = 0; i < due; i++) encode(frames[i], mac, first + sent + i, target, port);
    for (int done = 0; done < due;) {
      int n = sendmmsg(fd, messages + done, due - done, 0);
      if (n < 0) die("sendmmsg");
      done += n;
    }
    sent += due;
  }
  printf("%ld %lld\n", count, (now() - start) / 1000);
  return 0;
}
