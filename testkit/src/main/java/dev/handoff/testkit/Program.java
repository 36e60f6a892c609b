package dev.handoff.testkit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts the programs of this build, for tests of modules that have the command on their class
 * path. Packs folders of classes and makes a class-data archive, once per build: with the archive a
 * start costs a third, and the tests start hundreds of processes.
 */
public final class Program {

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** A class of {@code cli}, the only one that this module knows. */
  private static final String WARM_UP = "dev.handoff.cli.WarmUp";

  /** The folder of the command's own tests. */
  private static final Path OF_COMMAND =
      Path.of("..", "cli", "target", "program").toAbsolutePath().normalize();

  private static final String ARCHIVE = "classes.jsa";
  private static final String CLASS_PATH = "class-path";
  private static final Path LAUNCHER = Path.of("..", "handoff");
  private static final Pattern JVM = Pattern.compile("(?m)^ *jvm\\+?=\\((-X[^)]*)\\)$");

  private final List<String> java;

  private Program(List<String> java) {
    this.java = List.copyOf(java);
  }

  /** The {@code java} command line up to the options and the main class. */
  public static List<String> java() {
    return Built.PROGRAM.java;
  }

  /** Made once, since the build does not change while its tests run. */
  private static final class Built {
    private static final Program PROGRAM = make();
  }

  private static Program make() {
    Path folder = Path.of("target", "program").toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
      // Several JVMs may run tests of this build at once.
      try (FileChannel lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        return in(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Program in(Path folder) throws IOException {
    List<Path> entries =
        Stream.of(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .filter(Files::exists) // a module that has only tests has no classes of its own
            .toList();
    if (!folder.equals(OF_COMMAND) && isCurrent(OF_COMMAND)) {
      return ofCommand(folder, entries);
    }
    Packed packed = pack(entries, folder);
    Path archive = folder.resolve(ARCHIVE);
    Path classPath = folder.resolve(CLASS_PATH);
    if (packed.isNew() || !Files.exists(archive)) {
      Files.deleteIfExists(classPath);
      archive(packed.classPath(), archive);
    }
    Files.writeString(classPath, packed.classPath());
    return new Program(words(archive, packed.classPath()));
  }

  /** Whether the command's own tests have left an archive of the current classes. */
  private static boolean isCurrent(Path folder) throws IOException {
    Path archive = folder.resolve(ARCHIVE);
    return Files.exists(folder.resolve(CLASS_PATH))
        && Files.exists(archive)
        && Files.getLastModifiedTime(archive)
                .compareTo(newest(List.of(folder.resolveSibling("classes"))))
            > 0;
  }

  /**
   * Reuses the command's archive, since making one takes twenty seconds. It fits every class path
   * that begins like its own.
   */
  private static Program ofCommand(Path folder, List<Path> entries) throws IOException {
    Path target = folder.getParent();
    String first = Files.readString(OF_COMMAND.resolve(CLASS_PATH));
    Set<String> known = Set.copyOf(List.of(first.split(File.pathSeparator)));
    List<Path> more =
        entries.stream()
            .filter(entry -> entry.startsWith(target) || !isOfThisBuild(entry))
            .filter(entry -> !known.contains(entry.toString()))
            .toList();
    String classPath = first + File.pathSeparator + pack(more, folder).classPath();
    return new Program(words(OF_COMMAND.resolve(ARCHIVE), classPath));
  }

  /** Whether the entry is of another module, and so on the command's class path, packed or not. */
  private static boolean isOfThisBuild(Path entry) {
    return entry.startsWith(Path.of("..").toAbsolutePath().normalize());
  }

  private static List<String> words(Path archive, String classPath) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"));
    words.addAll(options());
    words.addAll(List.of("-cp", classPath));
    return words;
  }

  private record Packed(String classPath, boolean isNew) {}

  private static Packed pack(List<Path> entries, Path folder) throws IOException {
    FileTime newest = newest(entries);
    List<String> packed = new ArrayList<>();
    boolean isNew = false;
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        Path jar = folder.resolve(packed.size() + "-" + entry.getFileName() + ".jar");
        isNew |= pack(entry, jar, newest);
        packed.add(jar.toString());
      } else {
        packed.add(entry.toString());
      }
    }
    return new Packed(String.join(File.pathSeparator, packed), isNew);
  }

  /** The options with which the launcher starts the JVM of a command with few arguments. */
  private static List<String> options() throws IOException {
    List<String> options = new ArrayList<>();
    Matcher lines = JVM.matcher(Files.readString(LAUNCHER));
    while (lines.find()) {
      options.addAll(List.of(lines.group(1).strip().split("\\s+")));
    }
    if (!options.containsAll(List.of("-XX:+UseSerialGC", "-XX:Tier3InvocationThreshold=2000"))) {
      throw new IllegalStateException(LAUNCHER + " has no lines jvm=(...) and jvm+=(...)");
    }
    return options;
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static FileTime newest(List<Path> entries) throws IOException {
    FileTime newest = FileTime.fromMillis(0);
    for (Path entry : entries) {
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path file : files.toList()) {
          FileTime time = Files.getLastModifiedTime(file);
          newest = time.compareTo(newest) > 0 ? time : newest;
        }
      }
    }
    return newest;
  }

  /** Packs the classes; false if the jar is current already. */
  private static boolean pack(Path classes, Path jar, FileTime newest) throws IOException {
    if (Files.exists(jar) && Files.getLastModifiedTime(jar).compareTo(newest) > 0) {
      return false;
    }
    Path draft = jar.resolveSibling(jar.getFileName() + ".new");
    try (Stream<Path> files = Files.walk(classes);
        OutputStream out = Files.newOutputStream(draft);
        JarOutputStream packed = new JarOutputStream(out)) {
      packed.setLevel(0);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        packed.putNextEntry(
            new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, packed);
        packed.closeEntry();
      }
    }
    Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  /**
   * Makes the archive like the launcher: from a list, since an archive made at the end of a run
   * leaves out the oldest class files. Without an archive everything works, but slower.
   */
  private static void archive(String classPath, Path archive) throws IOException {
    Files.deleteIfExists(archive);
    Path list = archive.resolveSibling("classes.list");
    ProcessResult listed =
        run(
            classPath,
            "-XX:DumpLoadedClassList=" + list,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            WARM_UP);
    ProcessResult made =
        run(
            classPath,
            "-Xshare:dump",
            "-Xint", // a dump runs too little to pay for the compilers
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + archive,
            "-XX:+UseG1GC");
    if (!Files.exists(archive)) {
      System.out.println("no class-data archive: " + listed + ", " + made);
    }
  }

  private static ProcessResult run(String classPath, String... last) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xlog:disable", "-Xlog:all=off", "-cp", classPath));
    words.addAll(List.of(last));
    return ProcessRun.run(new ProcessBuilder(words), DEADLINE);
  }
}
