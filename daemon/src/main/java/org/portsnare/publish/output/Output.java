package org.portsnare.publish.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** One file that is being written. The data goes to a {@link StoreThread} in blocks. */
public final class Output {
  private static final int MAX_DIGITS = 20;

  private final String name;
  private final Staging staging;
  private final StoreThread thread;
  private final FileChannel channel;
  private final MessageDigest sha512;
  private byte[] block;
  private int used;

  Output(
      String name, Staging staging, StoreThread thread, FileChannel channel, MessageDigest sha512) {
    this.name = name;
    this.staging = staging;
    this.thread = thread;
    this.channel = channel;
    this.sha512 = sha512;
    block = staging.freeBlock();
  }

  String name() {
    return name;
  }

  public Output write(byte[] bytes) {
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

  public Output write(char ascii) {
    if (used == block.length) flush();
    block[used++] = (byte) ascii;
    return this;
  }

  /** Writes a text in UTF-8. */
  public Output write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a number in decimal; 0 or more. */
  public Output write(long number) {
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

  /** Hands over the current block. */
  void flush() {
    try {
      thread.store(this, block, used);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(Staging.interrupted());
    }
    used = 0;
    block = staging.freeBlock();
  }

  // --- on the thread that stores -------------------------------------------------------------

  void store(byte[] bytes, int length) throws IOException {
    sha512.update(bytes, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) channel.write(buffer);
  }

  /** Writes everything to the disk before it returns. */
  void sync() throws IOException {
    channel.force(true);
  }

  // --- after that thread has ended -----------------------------------------------------------

  /** The digest of everything that was stored. */
  byte[] digest() {
    return sha512.digest();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The file is complete and on the disk, or it is about to be deleted.
    }
  }
}
