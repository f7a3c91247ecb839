package org.portsnare.allow;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.netlink.diag.InetSocket;

/**
 * Who is logged in by SSH.
 *
 * <p>A connection to sshd proves nothing: whoever guesses passwords has one too. But OpenSSH gives
 * the process of a session that has logged in the title {@code sshd: user}, {@code sshd:
 * user@pts/0} or {@code sshd-session: user@notty}; every process before that, and the listener, has
 * a word in brackets: {@code sshd: root [net]}, {@code sshd: unknown [priv]}, {@code sshd:
 * [accepted]}. So: such processes, the sockets they hold, and the other ends of those. Thread-safe.
 *
 * <p>A look is taken every second, so it is cheap where nothing happens: two system calls if no
 * process was made and no sshd runs. {@code java.nio.file} would open {@code /proc/loadavg} anew
 * each time, and throw for every process that has ended.
 */
final class SshSessions implements AutoCloseable {
  private static final Pattern LOGGED_IN =
      Pattern.compile("sshd(-session)?: [^\\[]*[^\\[\\s][^\\[]*");
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

  /** {@code PF_KTHREAD} of {@code linux/sched.h}: no program, and so without a title for ever. */
  private static final long KERNEL_THREAD = 0x0020_0000;

  /** The place of the flags in {@code stat} of a process, counted from behind its name. */
  private static final int FLAGS_AT = 6;

  private final Path proc;

  /** Processes that are known not to be sshd; a process never becomes one later. */
  private final Set<String> others = new HashSet<>();

  /** All others, which are looked at every time. */
  private final Set<String> watched = new HashSet<>();

  /** More processes than that since the last look: to read all of {@code /proc} is less work. */
  private static final int MANY = 64;

  /** Numbers of dead processes stay among the {@link #others} until all of it is read. */
  private static final int MANY_OTHERS = 10_000;

  private static final long UNKNOWN = -1;

  /** The number that the kernel had given to a process last, when this looked last. */
  private long last = UNKNOWN;

  /** The same at the look before. */
  private long older = UNKNOWN;

  /** {@code /proc/loadavg}, once it was opened. */
  private @Nullable RandomAccessFile loadAverage;

  private final byte[] loadAverageLine = new byte[LOADAVG];
  private final byte[] titleStart = new byte[TITLE];

  /** A line of {@code /proc/loadavg} has at most some 60 bytes. */
  private static final int LOADAVG = 128;

  /** A title that is as long as that is read again as a whole. */
  private static final int TITLE = 4_096;

  SshSessions(Path proc) {
    this.proc = proc;
  }

  /**
   * The addresses of people who are logged in.
   *
   * @param established lists the TCP connections of this network namespace; asked only if there is
   *     a session
   */
  synchronized Set<Prefix> peers(Supplier<List<InetSocket>> established) {
    Set<Long> inodes = new HashSet<>();
    try {
      findProcesses();
    } catch (IOException e) {
      return Set.of();
    }
    if (watched.isEmpty()) return Set.of();
    watched.removeIf(pid -> !look(proc.resolve(pid), pid, inodes));
    return inodes.isEmpty() ? Set.of() : peersOf(inodes, established.get());
  }

  private void findProcesses() throws IOException {
    long now = lastProcess();
    if (older == UNKNOWN
        || now < older
        || now - older > MANY
        || others.size() + watched.size() > MANY_OTHERS) {
      findAll();
    } else {
      // From the look before the last one on: a number is given before the process is to be seen.
      for (long number = older + 1; number <= now; number++) {
        String pid = Long.toString(number);
        if (!others.contains(pid)) watched.add(pid);
      }
    }
    older = last;
    last = now;
  }

  private void findAll() throws IOException {
    String[] names = proc.toFile().list();
    if (names == null) throw new IOException("read " + proc);
    Set<String> alive = new HashSet<>();
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) alive.add(name);
    }
    others.retainAll(alive);
    watched.clear();
    watched.addAll(alive);
    watched.removeAll(others);
  }

  /** The last word of {@code /proc/loadavg}. */
  private long lastProcess() {
    try {
      RandomAccessFile file = loadAverage;
      if (file == null) {
        file = new RandomAccessFile(proc.resolve("loadavg").toFile(), "r");
        loadAverage = file;
      }
      file.seek(0);
      return lastNumber(loadAverageLine, file.read(loadAverageLine));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static long lastNumber(byte[] line, int length) {
    int end = length;
    while (end > 0 && line[end - 1] <= ' ') end--;
    int start = end;
    while (start > 0 && line[start - 1] >= '0' && line[start - 1] <= '9') start--;
    long number = 0;
    for (int i = start; i < end; i++) number = number * 10 + (line[i] - '0');
    return start < end ? number : UNKNOWN;
  }

  /** Adds the sockets of a session; says false where there is no need to look at it again. */
  private boolean look(Path process, String pid, Set<Long> inodes) {
    if (!process.toFile().exists()) return false;
    String title = title(process);
    if (title.isEmpty()) {
      // It may be between two programs: look again next time.
      if (!isKernelThread(process)) return true;
      others.add(pid);
      return false;
    }
    if (!title.startsWith("sshd")) {
      // A fork of sshd carries its name from the first moment on.
      others.add(pid);
      return false;
    }
    if (LOGGED_IN.matcher(title).matches()) inodes.addAll(sockets(process));
    return true;
  }

  private static boolean isKernelThread(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", FLAGS_AT + 2);
      return (Long.parseLong(fields[FLAGS_AT]) & KERNEL_THREAD) != 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The first argument of the process, without the directory of the program. */
  private String title(Path process) {
    Path file = process.resolve("cmdline");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      byte[] bytes = titleStart;
      int length = in.read(bytes);
      if (length == bytes.length) {
        bytes = Files.readAllBytes(file);
        length = bytes.length;
      }
      int end = 0;
      while (end < length && bytes[end] != 0) end++;
      String argument = new String(bytes, 0, end, StandardCharsets.UTF_8);
      String program = argument.split("[: ]", 2)[0];
      return argument.substring(program.lastIndexOf('/') + 1);
    } catch (IOException e) {
      return "";
    }
  }

  private static Set<Long> sockets(Path process) {
    Set<Long> inodes = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        Matcher socket = SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
        if (socket.matches()) inodes.add(Long.parseLong(socket.group(1)));
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The session has ended meanwhile.
    }
    return inodes;
  }

  private static Set<Prefix> peersOf(Set<Long> inodes, List<InetSocket> sockets) {
    Map<Long, InetSocket> byInode = new HashMap<>();
    sockets.forEach(socket -> byInode.put(socket.inode(), socket));
    Set<Prefix> peers = new TreeSet<>();
    for (Long inode : inodes) {
      InetSocket socket = byInode.get(inode);
      if (socket != null) peers.add(Prefix.of(socket.remote()));
    }
    return peers;
  }

  @Override
  public synchronized void close() {
    try {
      if (loadAverage != null) loadAverage.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
