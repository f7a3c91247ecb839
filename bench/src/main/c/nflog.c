/*
 * The floor of reading hits: binds an NFLOG group as the daemon does, receives and counts.
 *
 * usage: nflog GROUP COUNT SECONDS
 * Ends after COUNT events, or SECONDS after it was bound. Prints "bound", and at the end
 * "events overruns user_us sys_us".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#ifndef SO_RCVBUFFORCE
#define SO_RCVBUFFORCE 33
#endif

static char buffer[1 << 20];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static char *put(char *at, int type, const void *value, int length) {
  struct nlattr *attribute = (struct nlattr *)at;
  memset(at, 0, NLA_HDRLEN + NLA_ALIGN(length));
  attribute->nla_type = type;
  attribute->nla_len = NLA_HDRLEN + length;
  memcpy(at + NLA_HDRLEN, value, length);
  return at + NLA_HDRLEN + NLA_ALIGN(length);
}

static char *config(int group) {
  struct nlmsghdr *message = (struct nlmsghdr *)buffer;
  memset(message, 0, NLMSG_HDRLEN);
  message->nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
  message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  struct nfgenmsg *header = NLMSG_DATA(message);
  memset(header, 0, sizeof *header);
  header->res_id = htons(group);
  return (char *)(header + 1);
}

static void request(int fd, char *end) {
  struct nlmsghdr *message = (struct nlmsghdr *)buffer;
  message->nlmsg_len = end - buffer;
  if (send(fd, buffer, message->nlmsg_len, 0) < 0) die("send");
  if (recv(fd, buffer, sizeof buffer, 0) < 0) die("recv");
  struct nlmsgerr *error = NLMSG_DATA(message);
  if (message->nlmsg_type != NLMSG_ERROR || error->error != 0) {
    errno = -error->error;
    die("configure the NFLOG group");
  }
}

static long count_packets(ssize_t got) {
  long packets = 0;
  for (struct nlmsghdr *m = (struct nlmsghdr *)buffer; NLMSG_OK(m, got); m = NLMSG_NEXT(m, got)) {
    if (m->nlmsg_type == (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET)) packets++;
  }
  return packets;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int group = atoi(argv[1]);
  long wanted = atol(argv[2]);
  time_t deadline = time(NULL) + atoi(argv[3]);
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
  int size = 64 << 20;
  if (fd < 0) die("socket");
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size)) die("SO_RCVBUFFORCE");

  struct nfulnl_msg_config_cmd bind = {.command = NFULNL_CFG_CMD_BIND};
  request(fd, put(config(group), NFULA_CFG_CMD, &bind, sizeof bind));
  struct nfulnl_msg_config_mode mode = {htonl(512), NFULNL_COPY_PACKET, 0};
  unsigned int length = htonl(128 * 1024), timeout = htonl(10), threshold = htonl(500);
  char *at = put(config(group), NFULA_CFG_MODE, &mode, sizeof mode);
  at = put(at, NFULA_CFG_NLBUFSIZ, &length, sizeof length);
  at = put(at, NFULA_CFG_TIMEOUT, &timeout, sizeof timeout);
  at = put(at, NFULA_CFG_QTHRESH, &threshold, sizeof threshold);
  request(fd, at);
  puts("bound");
  fflush(stdout);

  long events = 0, overruns = 0;
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  while (events < wanted && time(NULL) < deadline) {
    if (poll(&readable, 1, 500) <= 0) continue;
    ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got >= 0) {
      events += count_packets(got);
    } else if (errno == ENOBUFS) {
      overruns++;
    } else {
      die("recv");
    }
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("%ld %ld %lld %lld\n", events, overruns,
         used.ru_utime.tv_sec * 1000000ll + used.ru_utime.tv_usec,
         used.ru_stime.tv_sec * 1000000ll + used.ru_stime.tv_usec);
  return 0;
}
