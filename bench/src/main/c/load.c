/*
 * The floor of a restore: elements encoded beforehand, then nothing but send and recv.
 *
 * usage: load COUNT BATCH
 * Adds 11.0.0.0 and on, COUNT addresses, BATCH a transaction, to set banned4 of table inet portsnare
 * of the network namespace it is started in. Prints "wall_us user_us sys_us".
 */
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#ifndef SO_SNDBUFFORCE
#define SO_SNDBUFFORCE 32
#endif

enum { ELEMENT = 4 + 12 + 12 + 12, ELEMENTS_A_MESSAGE = 65000 / ELEMENT };

static const uint64_t TIMEOUT_MS = 20ull * 24 * 3600 * 1000;

static char *at;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static struct nlmsghdr *begin(int type, int flags, int family, int resource) {
  struct nlmsghdr *message = (struct nlmsghdr *)at;
  memset(message, 0, sizeof *message);
  message->nlmsg_type = type;
  message->nlmsg_flags = NLM_F_REQUEST | flags;
  at += NLMSG_HDRLEN;
  struct nfgenmsg *header = (struct nfgenmsg *)at;
  header->nfgen_family = family;
  header->version = NFNETLINK_V0;
  header->res_id = htons(resource);
  at += sizeof *header;
  return message;
}

static void end(struct nlmsghdr *message) {
  message->nlmsg_len = at - (char *)message;
}

static void put(int type, const void *value, int length) {
  struct nlattr *attribute = (struct nlattr *)at;
  attribute->nla_type = type;
  attribute->nla_len = NLA_HDRLEN + length;
  memcpy(at + NLA_HDRLEN, value, length);
  memset(at + NLA_HDRLEN + length, 0, NLA_ALIGN(length) - length);
  at += NLA_HDRLEN + NLA_ALIGN(length);
}

static struct nlattr *nest(int type) {
  struct nlattr *attribute = (struct nlattr *)at;
  attribute->nla_type = NLA_F_NESTED | type;
  at += NLA_HDRLEN;
  return attribute;
}

static void close_nest(struct nlattr *attribute) {
  attribute->nla_len = at - (char *)attribute;
}

static void put_element(uint32_t address) {
  uint32_t key = htonl(address);
  uint64_t timeout = htobe64(TIMEOUT_MS);
  uint64_t left = htobe64(TIMEOUT_MS - 1000);
  struct nlattr *element = nest(NFTA_LIST_ELEM);
  struct nlattr *nested = nest(NFTA_SET_ELEM_KEY);
  put(NFTA_DATA_VALUE, &key, sizeof key);
  close_nest(nested);
  put(NFTA_SET_ELEM_TIMEOUT, &timeout, sizeof timeout);
  put(NFTA_SET_ELEM_EXPIRATION, &left, sizeof left);
  close_nest(element);
}

/* One transaction, with the acknowledgement asked for its last message. */
static void put_transaction(uint32_t first, uint32_t count) {
  end(begin(NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
  while (count > 0) {
    uint32_t here = count < ELEMENTS_A_MESSAGE ? count : ELEMENTS_A_MESSAGE;
    int flags = NLM_F_CREATE | (here == count ? NLM_F_ACK : 0);
    struct nlmsghdr *message =
        begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSETELEM, flags, NFPROTO_INET, 0);
    put(NFTA_SET_ELEM_LIST_TABLE, "portsnare", 10);
    put(NFTA_SET_ELEM_LIST_SET, "banned4", 8);
    struct nlattr *list = nest(NFTA_SET_ELEM_LIST_ELEMENTS);
    for (uint32_t i = 0; i < here; i++) put_element(first++);
    close_nest(list);
    end(message);
    count -= here;
  }
  end(begin(NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
}

static void await_ack(int fd) {
  char answer[8192];
  ssize_t got = recv(fd, answer, sizeof answer, 0);
  if (got < 0) die("recv");
  struct nlmsghdr *message = (struct nlmsghdr *)answer;
  struct nlmsgerr *error = NLMSG_DATA(message);
  if (message->nlmsg_type != NLMSG_ERROR || error->error != 0) {
    errno = message->nlmsg_type == NLMSG_ERROR ? -error->error : EPROTO;
    die("transaction");
  }
}

static long long micros(struct timeval t) {
  return t.tv_sec * 1000000ll + t.tv_usec;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  uint32_t count = atoi(argv[1]);
  uint32_t batch = atoi(argv[2]);
  uint32_t transactions = (count + batch - 1) / batch;
  char *bytes = malloc((size_t)count * ELEMENT + (size_t)count / 100 * 64 + transactions * 1024 + 65536);
  char **starts = calloc(transactions + 1, sizeof *starts);
  if (!bytes || !starts) die("malloc");
  at = bytes;
  for (uint32_t i = 0; i < transactions; i++) {
    starts[i] = at;
    uint32_t left = count - i * batch;
    put_transaction(0x0b000000 + i * batch, left < batch ? left : batch);
  }
  starts[transactions] = at;

  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
  int buffer = 256 << 20;
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  if (fd < 0) die("socket");
  if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer)) die("SO_SNDBUFFORCE");

  struct rusage before, after;
  struct timespec start, stop;
  getrusage(RUSAGE_SELF, &before);
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (uint32_t i = 0; i < transactions; i++) {
    size_t length = starts[i + 1] - starts[i];
    if (sendto(fd, starts[i], length, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0) die("send");
    await_ack(fd);
  }
  clock_gettime(CLOCK_MONOTONIC, &stop);
  getrusage(RUSAGE_SELF, &after);
  printf("%lld %lld %lld\n",
         (stop.tv_sec - start.tv_sec) * 1000000ll + (stop.tv_nsec - start.tv_nsec) / 1000,
         micros(after.ru_utime) - micros(before.ru_utime),
         micros(after.ru_stime) - micros(before.ru_stime));
  return 0;
}
