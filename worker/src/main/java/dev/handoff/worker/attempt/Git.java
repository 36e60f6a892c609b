package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs git so that no configuration but the one written here counts: a repository or a tree that a
 * job could write to can name hooks, filters, diff drivers and monitors, and git would run them.
 *
 * @param scratch for input and output, which go through files: a pipe would need two more threads
 * @param limit for one command
 */
record Git(Path scratch, Duration limit) {

  private static final List<String> CONFIGURATION =
      List.of(
          "core.hooksPath=/dev/null",
          "core.fsmonitor=false",
          "core.untrackedCache=false",
          "core.attributesFile=/dev/null",
          "core.excludesFile=/dev/null",
          "core.autocrlf=false",
          "core.fileMode=true",
          "core.symlinks=true",
          "core.ignoreCase=false",
          "core.precomposeUnicode=false",
          "gc.auto=0",
          "maintenance.auto=false",
          "submodule.recurse=false",
          "commit.gpgSign=false",
          "safe.directory=*",
          "protocol.allow=never",
          "protocol.file.allow=always",
          "protocol.https.allow=always",
          "protocol.ssh.allow=always");

  /** Bytes exactly as they are, whatever the tree's own attributes say; read before those. */
  static final String RAW_ATTRIBUTES = "* -text -filter -ident !eol !working-tree-encoding !diff\n";

  /**
   * Where a command works; each may be null.
   *
   * @param index if it is not the repository's own
   */
  record Place(Path repository, Path tree, Path index) {
    static final Place NONE = new Place(null, null, null);

    static Place repository(Path repository) {
      return new Place(repository, null, null);
    }

    Place index(Path other) {
      return new Place(repository, tree, other);
    }
  }

  /** Git said no; the message names the command and gives its last words. */
  static final class GitException extends IOException {
    private static final long serialVersionUID = 1;
    private final int exit;

    GitException(List<String> arguments, int exit, String error) {
      super("git " + arguments.get(0) + " failed (" + exit + "): " + error);
      this.exit = exit;
    }

    int exit() {
      return exit;
    }
  }

  byte[] run(Place place, String... arguments) throws IOException, InterruptedException {
    return run(place, new byte[0], List.of(arguments));
  }

  byte[] run(Place place, byte[] input, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "git", ".out");
    try {
      run(place, input, output, arguments);
      return Files.readAllBytes(output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  String line(Place place, String... arguments) throws IOException, InterruptedException {
    return new String(run(place, arguments), StandardCharsets.UTF_8).strip();
  }

  void run(Place place, byte[] input, Path output, List<String> arguments)
      throws IOException, InterruptedException {
    Path stdin = Files.createTempFile(scratch, "git", ".in");
    Path stderr = Files.createTempFile(scratch, "git", ".err");
    try {
      Files.write(stdin, input);
      ProcessBuilder builder =
          new ProcessBuilder(commandLine(arguments))
              .directory((place.tree() == null ? scratch : place.tree()).toFile())
              .redirectInput(stdin.toFile())
              .redirectOutput(output.toFile())
              .redirectError(stderr.toFile());
      fill(builder.environment(), place, arguments);
      int exit = await(builder.start(), arguments);
      if (exit != 0) {
        throw new GitException(arguments, exit, PlainText.clean(Files.readAllBytes(stderr), 2000));
      }
    } finally {
      Files.deleteIfExists(stdin);
      Files.deleteIfExists(stderr);
    }
  }

  private int await(Process process, List<String> arguments)
      throws IOException, InterruptedException {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new IOException("git " + arguments.get(0) + " took longer than " + limit);
    } finally {
      // Its own children (ssh, upload-pack) end when their pipes do.
      process.destroyForcibly();
    }
  }

  private static List<String> commandLine(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    for (String setting : CONFIGURATION) {
      command.add("-c");
      command.add(setting);
    }
    command.addAll(arguments);
    return command;
  }

  private static void fill(Map<String, String> environment, Place place, List<String> arguments) {
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("LC_ALL", "C");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    environment.put("GIT_NO_REPLACE_OBJECTS", "1");
    if (!arguments.get(0).equals("fetch")) {
      // A fetch from a network remote needs the worker's own credentials and proxies.
      environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    }
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + role + "_NAME", "Handoff");
      environment.put("GIT_" + role + "_EMAIL", "handoff@localhost");
    }
    put(environment, "GIT_DIR", place.repository());
    put(environment, "GIT_WORK_TREE", place.tree());
    put(environment, "GIT_INDEX_FILE", place.index());
  }

  private static void put(Map<String, String> environment, String name, Path value) {
    if (value != null) {
      environment.put(name, value.toString());
    }
  }

  /**
   * Splits what git wrote with {@code -z}. A path is bytes, which need not be UTF-8: within this
   * package it is a string of one character per byte, see {@link #raw} and {@link #shown}.
   */
  static List<String> records(byte[] output) {
    String text = new String(output, StandardCharsets.ISO_8859_1);
    return text.isEmpty() ? List.of() : List.of(text.split("\0"));
  }

  /** Joins paths for {@code --stdin -z}. */
  static byte[] joined(Iterable<String> paths) {
    StringBuilder text = new StringBuilder();
    paths.forEach(path -> text.append(path).append('\0'));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A path as git has it, of text. */
  static String raw(String path) {
    return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** A path for people. */
  static String shown(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Makes an empty repository that borrows its objects. */
  void init(Path repository, Path objects, int hashLength)
      throws IOException, InterruptedException {
    run(
        Place.repository(repository),
        "init",
        "-q",
        "--template=",
        "--initial-branch=work",
        "--object-format=" + (hashLength == 64 ? "sha256" : "sha1"));
    Files.createDirectories(repository.resolve("info"));
    Files.writeString(repository.resolve("info/attributes"), RAW_ATTRIBUTES);
    if (objects != null) {
      Files.writeString(repository.resolve("objects/info/alternates"), objects + "\n");
    }
  }
}
