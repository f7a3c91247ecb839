package org.portsnare.publish.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Hashes and stores the blocks of its files, in order, on a thread of its own. */
final class StoreThread {
  @SuppressWarnings("ArrayRecordComponent") // no two are ever compared
  private record Block(@Nullable Output of, byte[] bytes, int length) {}

  private final BlockingQueue<byte[]> free;
  private final BlockingQueue<Block> full;
  private final List<Output> outputs = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "publish-store");
  private volatile @Nullable IOException failure;

  /**
   * Starts the thread.
   *
   * @param free gets the blocks that are stored
   * @param most number of all blocks
   */
  StoreThread(BlockingQueue<byte[]> free, int most) {
    this.free = free;
    full = new ArrayBlockingQueue<>(most);
    thread.setDaemon(true);
    thread.start();
  }

  /** Call this before the first block of this file. */
  void add(Output output) {
    outputs.add(output);
  }

  void store(Output of, byte[] bytes, int length) throws IOException, InterruptedException {
    throwFailure();
    full.put(new Block(of, bytes, length));
  }

  private void throwFailure() throws IOException {
    IOException failed = failure;
    if (failed != null) throw failed;
  }

  /** Waits until its files are complete and on the disk. */
  void finish() throws IOException, InterruptedException {
    thread.join();
    throwFailure();
  }

  /** Tells the thread that no more blocks come. */
  void end() throws InterruptedException {
    full.put(new Block(null, new byte[0], 0));
  }

  /** Makes the thread end soon, even if there is work left. */
  void interrupt() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Block block = full.take();
        Output output = block.of();
        if (output == null) break;
        // After a failure, blocks are still returned: a writer may wait for one.
        if (failure == null) attempt(() -> output.store(block.bytes(), block.length()));
        free.add(block.bytes());
      }
      for (Output output : outputs) attempt(output::sync);
    } catch (InterruptedException e) {
      // Nothing waits for this thread any more.
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException(e);
    }
  }
}
