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
 * The addresses of users that are logged in by SSH. Thread-safe.
 *
 * <p>A connection to sshd proves nothing: an attacker who guesses passwords has one too. But after
 * a login, OpenSSH gives the process of the session the title {@code sshd: user}, {@code sshd:
 * user@pts/0} or {@code sshd-session: user@notty}. Before that, and for the listener, the title has
 * a word in brackets: {@code sshd: root [net]}, {@code sshd: unknown [priv]}, {@code sshd:
 * [accepted]}. So this class finds the processes with such a title, their sockets, and the peers of
 * these sockets.
 *
 * <p>It is called about once per second, so it is cheap if nothing happens: two system calls if no
 * process was created and no sshd runs. {@code java.nio.file} would open {@code /proc/loadavg}
 * again each time, and throw for every process that has ended.
 */
final class SshSessions implements AutoCloseable {
  private static final Pattern LOGGED_IN =
      Pattern.compile("sshd(-session)?: [^\\[]*[^\\[\\s][^\\[]*");
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

  /** Flag {@code PF_KTHREAD} of {@code linux/sched.h}: a kernel thread never gets a title. */
  private static final long KERNEL_THREAD = 0x0020_0000;

  /** Index of the flags in {@code stat} of a process, counted after its name. */
  private static final int FLAGS_AT = 6;

  private final Path proc;

  /** Processes that are known not to be sshd; a process never becomes one later. */
  private final Set<String> others = new HashSet<>();

  /** All other processes, which are checked every time. */
  private final Set<String> watched = new HashSet<>();

  /** Number of new processes above which reading all of {@code /proc} is less work. */
  private static final int MANY = 64;

  /** Maximum number of known processes, dead ones included, before all of {@code /proc} is read. */
  private static final int MANY_OTHERS = 10_000;

  private static final long UNKNOWN = -1;

  /** The newest process id at the last call. */
  private long last = UNKNOWN;

  /** The newest process id at the call before that. */
  private long older = UNKNOWN;

  /** The open file {@code /proc/loadavg}; null before the first call. */
  private @Nullable RandomAccessFile loadAverage;

  private final byte[] loadAverageLine = new byte[LOADAVG];
  private final byte[] titleStart = new byte[TITLE];

  /** Size of the buffer for {@code /proc/loadavg}, in bytes: a line has at most about 60. */
  private static final int LOADAVG = 128;

  /** Size of the buffer for a title, in bytes; a longer title is read again as a whole. */
  private static final int TITLE = 4_096;

  SshSessions(Path proc) {
    this.proc = proc;
  }

  /**
   * The addresses of users that are logged in.
   *
   * @param established lists the TCP connections of this network namespace; called only if there is
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
      // Starts at the call before the last one: an id is assigned before its process is visible.
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

  /** The newest process id: the last word of {@code /proc/loadavg}. */
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

  /** Adds the sockets of a session; returns false if the process need not be checked again. */
  private boolean look(Path process, String pid, Set<Long> inodes) {
    if (!process.toFile().exists()) return false;
    String title = title(process);
    if (title.isEmpty()) {
      // It may be about to start another program: check again next time.
      if (!isKernelThread(process)) return true;
      others.add(pid);
      return false;
    }
    if (!title.startsWith("sshd")) {
      // A fork of sshd has the name of sshd from the start.
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
      // The session has ended in the meantime.
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
      // The file was only read.
    }
  }
}
