package dev.handoff.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Lists where a process listens for TCP, from /proc: no tool needs to be installed. */
final class Listeners {

  /** The state LISTEN in /proc/net/tcp. */
  private static final String LISTEN = "0A";

  private Listeners() {}

  /** Addresses in the kernel's hexadecimal, without the port: 127.0.0.1 ends in 0100007F. */
  static List<String> of(long pid) throws IOException {
    Set<String> sockets = sockets(pid);
    try (Stream<String> v4 = Files.lines(Path.of("/proc/net/tcp"));
        Stream<String> v6 = Files.lines(Path.of("/proc/net/tcp6"))) {
      return Stream.concat(v4, v6)
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns[3].equals(LISTEN) && sockets.contains(columns[9]))
          .map(columns -> columns[1].split(":")[0])
          .toList();
    }
  }

  private static Set<String> sockets(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", "" + pid, "fd"))) {
      for (Path descriptor : descriptors.toList()) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closed) {
      return ""; // closed since it was listed
    }
  }
}
