/* Ethernet frames of IPv4 packets, made by hand. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 60, IP = 14, L4 = IP + 20, UDP = 17, TCP = 6 };

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint32_t sum(const uint8_t *bytes, int length) {
  uint32_t total = 0;
  for (int i = 0; i < length; i += 2) total += bytes[i] << 8 | bytes[i + 1];
  return total;
}

static void put16(uint8_t *at, uint32_t value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void put_checksum(uint8_t *at, uint32_t total) {
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  put16(at, ~total);
}

static int read_mac(const char *text, uint8_t *mac) {
  return sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
                mac + 5) == 6;
}

/* Ethernet and IPv4; what follows is length bytes of zeros. Addresses in host order. */
static void put_ip(uint8_t *frame, const uint8_t *mac, uint32_t source, uint32_t target,
                   int protocol, int length) {
  static const uint8_t own[6] = {2, 0, 0, 0, 0, 1};
  memset(frame, 0, FRAME);
  memcpy(frame, mac, 6);
  memcpy(frame + 6, own, 6);
  frame[12] = 0x08;
  uint8_t *ip = frame + IP;
  ip[0] = 0x45;
  put16(ip + 2, 20 + length);
  ip[8] = 64;
  ip[9] = protocol;
  put16(ip + 12, source >> 16);
  put16(ip + 14, source);
  put16(ip + 16, target >> 16);
  put16(ip + 18, target);
  put_checksum(ip + 10, sum(ip, 20));
}
