package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs git so that only the configuration written here applies: a repository or tree that a job can
 * write to can name hooks, filters, diff drivers and monitors, and git would run them.
 *
 * @param scratch for input and output, which go through files: a pipe would need two more threads
 * @param limit for one command
 * @param stop cuts short commands that read from a source, which may take as long as a network
 *     wants, and all commands that would fill the disk
 * @param worker its environment, of which commands for a network remote get a part
 */
public record Git(Path scratch, Duration limit, StopSignal stop, Map<String, String> worker) {

  private static final int TIMED_OUT = 124;

  /**
   * The bytes of output that may be read into memory. Trees can refer to each other so that a few
   * kilobytes of objects have more paths than fit into any memory.
   */
  public static final long MAX_OUTPUT = 48L << 20;

  /** Part of the message of a command that was ended because it would have filled the disk. */
  public static final String OUT_OF_ROOM = "was cut short: no space left for it";

  private static final Path NOTHING = Path.of("/dev/null");

  /** Only what was requested, with its history. */
  private static final List<String> FETCH =
      List.of(
          "fetch",
          "-q",
          "--no-tags",
          "--no-write-fetch-head",
          "--no-recurse-submodules",
          "--update-shallow",
          "--stdin");

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
          // A name that another system would take for .git must not be a path of a result.
          "core.protectHFS=true",
          "core.protectNTFS=true",
          "gc.auto=0",
          "maintenance.auto=false",
          "submodule.recurse=false",
          "commit.gpgSign=false",
          "safe.directory=*",
          "protocol.allow=never",
          "protocol.file.allow=always",
          "protocol.https.allow=always",
          "protocol.ssh.allow=always",
          // Ends a transfer from a remote that goes silent.
          "http.lowSpeedLimit=1000",
          "http.lowSpeedTime=60");

  /** Disables filters even if one is configured, which the worker never does. */
  static final String NO_PROGRAMS = "* -filter\n";

  /** Converts no bytes, whatever the tree's own attributes say; has precedence over those. */
  static final String RAW_ATTRIBUTES = "* -text -filter -ident !eol !working-tree-encoding !diff\n";

  /**
   * Where a command works.
   *
   * @param index null: the repository's own
   */
  public record Place(@Nullable Path repository, @Nullable Path tree, @Nullable Path index) {
    public static final Place NONE = new Place(null, null, null);

    public static Place repository(Path repository) {
      return new Place(repository, null, null);
    }

    /** Only of a place that has one, as are the others. */
    @Override
    public Path repository() {
      return Objects.requireNonNull(repository, "this place has no repository");
    }

    @Override
    public Path tree() {
      return Objects.requireNonNull(tree, "this place has no tree");
    }

    @Override
    public Path index() {
      return Objects.requireNonNull(index, "this place has no index");
    }

    public Place index(Path other) {
      return new Place(repository, tree, other);
    }
  }

  /** Gives a command a part of the worker's own environment and configuration. */
  private interface Access {
    void open(Map<String, String> environment);
  }

  /** The output is longer than allowed; the message names the command. */
  public static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException(List<String> arguments, long most) {
      super("git %s writes more than %d MiB".formatted(arguments.get(0), most >> 20));
    }
  }

  /** Git failed; the message names the command and has its last output. */
  public static final class GitException extends IOException {
    private static final long serialVersionUID = 1;
    private final int exit;

    public GitException(List<String> arguments, int exit, String error) {
      super("git " + arguments.get(0) + " failed (" + exit + "): " + error);
      this.exit = exit;
    }

    int exit() {
      return exit;
    }
  }

  /** The same with another time limit for one command. */
  public Git within(Duration other) {
    return new Git(scratch, other, stop, worker);
  }

  public byte[] run(Place place, String... arguments) throws IOException, InterruptedException {
    return run(place, new byte[0], List.of(arguments));
  }

  /**
   * Returns the output, which is read into memory.
   *
   * @throws TooLongException if it is too long
   */
  public byte[] run(Place place, byte[] input, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "git", ".out");
    try {
      withInput(
          input,
          stdin ->
              withFiles(place, new Streams(stdin, output, MAX_OUTPUT), arguments, Git::isolate));
      return Files.readAllBytes(output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  public String line(Place place, String... arguments) throws IOException, InterruptedException {
    return new String(run(place, arguments), StandardCharsets.UTF_8).strip();
  }

  /** Runs a command with its output in a file of any length. */
  public void run(Place place, byte[] input, Path output, List<String> arguments)
      throws IOException, InterruptedException {
    withInput(input, stdin -> run(place, stdin, output, arguments));
  }

  /**
   * @param output null: the output is dropped
   */
  public void run(Place place, Path input, @Nullable Path output, List<String> arguments)
      throws IOException, InterruptedException {
    withFiles(place, new Streams(input, output, Long.MAX_VALUE), arguments, Git::isolate);
  }

  /**
   * Runs a command without input and with its output in a file.
   *
   * @throws TooLongException if the output has more than {@code most} bytes
   */
  public void run(Place place, Path output, long most, List<String> arguments)
      throws IOException, InterruptedException {
    withFiles(place, new Streams(NOTHING, output, most), arguments, Git::isolate);
  }

  /** Works with the file of an input. */
  private interface Act {
    void with(Path stdin) throws IOException, InterruptedException;
  }

  private void withInput(byte[] input, Act act) throws IOException, InterruptedException {
    if (input.length == 0) {
      act.with(NOTHING);
      return;
    }
    Path stdin = Files.createTempFile(scratch, "git", ".in");
    try {
      Files.write(stdin, input);
      act.with(stdin);
    } finally {
      Files.deleteIfExists(stdin);
    }
  }

  /**
   * The files of a command.
   *
   * @param output null: the output is dropped
   * @param most bytes of output that are allowed
   */
  private record Streams(Path input, @Nullable Path output, long most) {

    void check(List<String> arguments) throws IOException {
      if (output != null && most < Long.MAX_VALUE && Files.size(output) > most) {
        throw new TooLongException(arguments, most);
      }
    }
  }

  private void withFiles(Place place, Streams streams, List<String> arguments, Access access)
      throws IOException, InterruptedException {
    Path stderr = Files.createTempFile(scratch, "git", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(commandLine(arguments))
              .directory((place.tree == null ? scratch : place.tree).toFile())
              .redirectInput(streams.input().toFile())
              .redirectOutput(
                  streams.output() == null
                      ? Redirect.DISCARD
                      : Redirect.to(streams.output().toFile()))
              .redirectError(stderr.toFile());
      access.open(builder.environment());
      fill(builder.environment(), place);
      int exit = await(builder.start(), arguments, streams);
      if (exit != 0) {
        throw new GitException(arguments, exit, PlainText.clean(Files.readAllBytes(stderr), 2000));
      }
    } finally {
      Files.deleteIfExists(stderr);
    }
  }

  private int await(Process process, List<String> arguments, Streams streams)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    stop.fetching(arguments.get(0).equals("fetch"));
    try {
      while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
        if (stop.why().isPresent() && isOfSource(arguments)) {
          throw new IOException(
              "git %s was cut short, since the attempt is to stop".formatted(arguments.get(0)));
        }
        if (stop.shortage().isPresent()) {
          throw new IOException("git %s %s".formatted(arguments.get(0), OUT_OF_ROOM));
        }
        if (System.nanoTime() > deadline) {
          throw new GitException(arguments, TIMED_OUT, "it took longer than " + limit);
        }
        streams.check(arguments);
      }
      streams.check(arguments);
      return process.exitValue();
    } finally {
      stop.fetching(false);
      // A process that has ended has no descendants, and searching for them reads all processes.
      if (process.isAlive()) {
        // A transport that hangs in the network does not notice that its pipe was closed.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  /**
   * Whether the command reads from a source that may block: a network, or a disk with a pipe on it.
   */
  private static boolean isOfSource(List<String> arguments) {
    return List.of("fetch", "for-each-ref").contains(arguments.get(0))
        || arguments.contains("--symref");
  }

  /** Fetches from a place on this disk. */
  public void fetch(Path repository, String uploadPack, String from, List<String> refspecs)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(FETCH);
    arguments.addAll(List.of(uploadPack, "--", from));
    run(Place.repository(repository), lines(refspecs), arguments);
  }

  /** Fetches from a network remote, with the worker's credentials. */
  public void fetchRemote(Path repository, String url, List<String> refspecs)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(FETCH);
    arguments.addAll(List.of("--upload-pack=git-upload-pack", "--", url));
    withInput(
        lines(refspecs),
        stdin -> runRemote(repository, url, new Streams(stdin, null, Long.MAX_VALUE), arguments));
  }

  private static byte[] lines(List<String> refspecs) {
    return (String.join("\n", refspecs) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Runs a command with a network remote, with the worker's credentials. */
  public void runRemote(Path repository, String url, List<String> arguments)
      throws IOException, InterruptedException {
    runRemote(repository, url, new Streams(NOTHING, null, Long.MAX_VALUE), arguments);
  }

  /** Returns the answer of a network remote. */
  public byte[] askRemote(Path repository, String url, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "git", ".out");
    try {
      runRemote(repository, url, new Streams(NOTHING, output, MAX_OUTPUT), arguments);
      return Files.readAllBytes(output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private void runRemote(Path repository, String url, Streams streams, List<String> arguments)
      throws IOException, InterruptedException {
    String ssh = url.startsWith("https:") ? "" : configuredSsh(repository);
    RemoteAccess access = new RemoteAccess(worker, ssh);
    withFiles(Place.repository(repository), streams, arguments, access::open);
  }

  private String configuredSsh(Path repository) throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "git", ".out");
    List<String> ask = List.of("config", "--get", "core.sshCommand");
    RemoteAccess access = new RemoteAccess(worker, "");
    try {
      withFiles(
          Place.repository(repository),
          new Streams(NOTHING, output, MAX_OUTPUT),
          ask,
          access::open);
      return Files.readString(output);
    } catch (GitException none) {
      return "";
    } finally {
      Files.deleteIfExists(output);
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

  /** Ignores the configuration of the host and its user. */
  private static void isolate(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
  }

  private static void fill(Map<String, String> environment, Place place) {
    environment.put("LC_ALL", "C");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    environment.put("GIT_NO_REPLACE_OBJECTS", "1");
    environment.put("GIT_NO_LAZY_FETCH", "1");
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + role + "_NAME", "Handoff");
      environment.put("GIT_" + role + "_EMAIL", "handoff@localhost");
    }
    put(environment, "GIT_DIR", place.repository);
    put(environment, "GIT_WORK_TREE", place.tree);
    put(environment, "GIT_INDEX_FILE", place.index);
  }

  private static void put(Map<String, String> environment, String name, @Nullable Path value) {
    if (value != null) {
      environment.put(name, value.toString());
    }
  }

  /**
   * Splits output that git wrote with {@code -z}. A path is bytes, which need not be UTF-8: within
   * attempts it is a string of one character per byte, see {@link #raw} and {@link #shown}.
   */
  public static List<String> records(byte[] output) {
    String text = new String(output, StandardCharsets.ISO_8859_1);
    return text.isEmpty() ? List.of() : List.of(text.split("\0"));
  }

  /** Joins paths for {@code --stdin -z}. */
  public static byte[] joined(Iterable<String> paths) {
    StringBuilder text = new StringBuilder();
    paths.forEach(path -> text.append(path).append('\0'));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Converts text to a path in git's spelling. */
  public static String raw(String path) {
    return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Converts a path to text for people. */
  public static String shown(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
