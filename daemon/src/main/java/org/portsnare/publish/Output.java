package org.portsnare.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * One file while it is written. What is written goes to {@link Staging}'s thread in blocks, which
 * hashes and stores it.
 */
final class Output {
  private static final int MAX_DIGITS = 20;

  private final String name;
  private final Staging staging;
  private final FileChannel channel;
  private final MessageDigest sha256;
  private byte[] block;
  private int used;

  Output(String name, Staging staging, FileChannel channel, MessageDigest sha256) {
    this.name = name;
    this.staging = staging;
    this.channel = channel;
    this.sha256 = sha256;
    block = staging.freeBlock();
  }

  String name() {
    return name;
  }

  Output write(byte[] bytes) {
    if (bytes.length <= block.length - used) {
      System.arraycopy(bytes, 0, block, used, bytes.length);
      used += bytes.length;
      return this;
    }
    int from = 0;
    while (from < bytes.length) {
      if (used == block.length) flush();
      int count = Math.min(bytes.length - from, block.length - used);
      System.arraycopy(bytes, from, block, used, count);
      used += count;
      from += count;
    }
    return this;
  }

  Output write(char ascii) {
    if (used == block.length) flush();
    block[used++] = (byte) ascii;
    return this;
  }

  /** In UTF-8. */
  Output write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** In decimal; 0 or more. */
  Output write(long number) {
    if (block.length - used < MAX_DIGITS) flush();
    int end = used + 1;
    for (long rest = number; rest >= 10; rest /= 10) end++;
    long rest = number;
    for (int at = end - 1; at >= used; at--) {
      block[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used = end;
    return this;
  }

  /** Hands over what there is. */
  void flush() {
    byte[] full = block;
    int length = used;
    used = 0;
    staging.store(this, full, length);
    block = staging.freeBlock();
  }

  // --- on the staging's thread ---------------------------------------------------------------

  void store(byte[] bytes, int length) throws IOException {
    sha256.update(bytes, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) channel.write(buffer);
  }

  // --- when that thread has ended ------------------------------------------------------------

  /** Everything is on the disk when it returns. */
  void sync() throws IOException {
    channel.force(true);
  }

  /** Of everything that was stored. */
  byte[] digest() {
    return sha256.digest();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is whole and on the disk, or it is about to be deleted.
    }
  }
}
