/*
 * The cost of a packet, sent and received: over a veth pair one CPU does both, one packet after the
 * other, because a packet socket that bypasses the queue runs the receiving end before it returns.
 *
 * usage: packets INTERFACE DESTINATION_MAC FIRST_SOURCE SOURCES STRIDE TARGET PORT CHUNKS CHUNK CPU
 * Sends UDP datagrams, CHUNK of them at a time, from SOURCES addresses in turn. Prints for each of
 * CHUNKS the nanoseconds a packet.
 */
#define _GNU_SOURCE
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>

#include "frame.h"

enum { BURST = 64 };

static void encode(uint8_t *frame, const uint8_t *mac, uint32_t source, uint32_t target, int port) {
  put_ip(frame, mac, source, target, UDP, FRAME - L4);
  put16(frame + L4, 40000);
  put16(frame + L4 + 2, port);
  put16(frame + L4 + 4, FRAME - L4); /* without a checksum, as UDP allows */
}

int main(int argc, char **argv) {
  if (argc != 11) return 2;
  uint8_t mac[6];
  if (!read_mac(argv[2], mac)) return 2;
  uint32_t first = ntohl(inet_addr(argv[3])), target = ntohl(inet_addr(argv[6]));
  int sources = atoi(argv[4]), stride = atoi(argv[5]), port = atoi(argv[7]);
  int chunks = atoi(argv[8]), chunk = atoi(argv[9]) / BURST * BURST;

  cpu_set_t cpu;
  CPU_ZERO(&cpu);
  CPU_SET(atoi(argv[10]), &cpu);
  if (sched_setaffinity(0, sizeof cpu, &cpu)) die("sched_setaffinity");

  uint8_t *frames = malloc((size_t)sources * FRAME);
  if (!frames) die("malloc");
  for (int i = 0; i < sources; i++) {
    encode(frames + (size_t)i * FRAME, mac, first + (uint32_t)i * stride, target, port);
  }

  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  int on = 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(argv[1])};
  if (fd < 0) die("socket");
  if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on)) die("PACKET_QDISC_BYPASS");
  if (bind(fd, (struct sockaddr *)&to, sizeof to)) die("bind");

  struct iovec vectors[BURST];
  struct mmsghdr messages[BURST];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BURST; i++) {
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    vectors[i].iov_len = FRAME;
  }
  int next = 0;
  /* The first chunk warms the caches and is not printed. */
  for (int c = 0; c <= chunks; c++) {
    struct timespec start, stop;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int sent = 0; sent < chunk; sent += BURST) {
      for (int i = 0; i < BURST; i++) {
        vectors[i].iov_base = frames + (size_t)next * FRAME;
        if (++next == sources) next = 0;
      }
      for (int done = 0; done < BURST;) {
        int n = sendmmsg(fd, messages + done, BURST - done, 0);
        if (n < 0) die("sendmmsg");
        done += n;
      }
    }
    clock_gettime(CLOCK_MONOTONIC, &stop);
    double nanos = (stop.tv_sec - start.tv_sec) * 1e9 + (stop.tv_nsec - start.tv_nsec);
    if (c > 0) printf("%.1f\n", nanos / chunk);
  }
  return 0;
}
