/*
 * One scanner: connects to a trap, and from that moment on sends datagrams at a rate.
 *
 * usage: stream SOURCE TARGET TRAP PORT RATE COUNT
 * Prints "sent wall_us".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static void die(const char *what) {
  perror(what);
  exit(1);
}

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static struct sockaddr_in address(const char *text, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  a.sin_addr.s_addr = inet_addr(text);
  return a;
}

static int bound(int type, const char *source) {
  int fd = socket(AF_INET, type, 0);
  struct sockaddr_in from = address(source, 0);
  if (fd < 0) die("socket");
  if (bind(fd, (struct sockaddr *)&from, sizeof from)) die("bind");
  return fd;
}

static void await(long long moment) {
  for (;;) {
    long long left = moment - now();
    if (left <= 0) return;
    if (left > 200000) {
      struct timespec pause = {.tv_nsec = left < 100000000 ? left - 100000 : 100000000};
      nanosleep(&pause, NULL);
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  double rate = atof(argv[5]);
  long count = atol(argv[6]);
  struct sockaddr_in trap = address(argv[2], atoi(argv[3]));
  struct sockaddr_in target = address(argv[2], atoi(argv[4]));
  int scan = bound(SOCK_STREAM, argv[1]);
  int fd = bound(SOCK_DGRAM, argv[1]);
  fcntl(scan, F_SETFL, O_NONBLOCK);
  connect(scan, (struct sockaddr *)&trap, sizeof trap);
  long long start = now();
  char payload[16] = {0};
  for (long i = 0; i < count; i++) {
    await(start + (long long)(i * 1e9 / rate));
    /* A refusal of an earlier datagram is reported here; this one goes out all the same. */
    if (sendto(fd, payload, sizeof payload, 0, (struct sockaddr *)&target, sizeof target) < 0
        && errno != ECONNREFUSED && errno != EHOSTUNREACH && errno != EPERM) {
      die("sendto");
    }
  }
  printf("%ld %lld\n", count, (now() - start) / 1000);
  return 0;
}
