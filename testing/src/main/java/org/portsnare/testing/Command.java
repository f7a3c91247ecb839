package org.portsnare.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test runs to its end, such as {@code nft}. It starts in the network namespace of
 * the calling thread. After {@value #TIMEOUT_SECONDS} seconds it is killed.
 */
public final class Command {
  private static final int TIMEOUT_SECONDS = 60;

  private final List<String> words;

  private Command(List<String> words) {
    this.words = words;
  }

  /** The result of a program. */
  public record Result(String command, int exit, String stdout, String stderr) {
    /** The standard output. Fails if the exit status is not 0. */
    public String orFail() {
      if (exit != 0) {
        throw new AssertionError(command + ": exit " + exit + "\n" + stderr + stdout);
      }
      return stdout;
    }
  }

  /** A program on the PATH, and its arguments; without a shell. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** Runs the program and returns its standard output; fails if its exit status is not 0. */
  public static String run(String... words) {
    return of(words).result().orFail();
  }

  /** Like {@link #run}, with {@code input} as its standard input. */
  public static String pipe(String input, String... words) {
    return of(words).result(input).orFail();
  }

  /** Runs the program; any exit status is accepted. */
  public Result result() {
    return result("");
  }

  /** Like {@link #result()}, with {@code input} as its standard input. */
  public Result result(String input) {
    String command = String.join(" ", words);
    // One thread per stream: otherwise a program could block forever on a full stream.
    try (ExecutorService streams = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = new ProcessBuilder(words).start();
      CompletableFuture<String> stdout = read(process.getInputStream(), streams);
      CompletableFuture<String> stderr = read(process.getErrorStream(), streams);
      CompletableFuture<Void> stdin =
          CompletableFuture.runAsync(() -> write(process.getOutputStream(), input), streams);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + ": still running after " + TIMEOUT_SECONDS + " s");
      }
      stdin.join();
      return new Result(command, process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new UncheckedIOException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + ": interrupted", e);
    }
  }

  private static CompletableFuture<String> read(InputStream from, ExecutorService on) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (from) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        on);
  }

  private static void write(OutputStream to, String input) {
    try (to) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // The program ended before it read everything. Its exit status tells whether that is an
      // error.
    }
  }
}
