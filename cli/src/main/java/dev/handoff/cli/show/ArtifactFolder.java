package dev.handoff.cli.show;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.NoRoom;
import dev.handoff.cli.job.ResultFiles;
import dev.handoff.job.GitNames;
import dev.handoff.job.JobResult.Artifact;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a job's artifacts into a new folder, all or none. The job chose their names, so nothing is
 * written outside the folder, and nothing that would make it a git repository.
 */
public final class ArtifactFolder {

  private final Path folder;

  ArtifactFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Checked before anything is fetched: a folder with content is never touched. */
  void requireNew() throws IOException {
    boolean isThere = Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    if (isThere && !(Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isEmpty())) {
      throw new CommandException(
          ExitCode.USAGE, "--to must be a new or an empty folder, got: " + folder);
    }
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  void write(List<Artifact> files, ResultFiles stored) throws IOException {
    Path beside = folder.resolveSibling("." + folder.getFileName() + "-" + UUID.randomUUID());
    List<String> names = files.stream().map(file -> safeName(file.name())).toList();
    Set<String> bare = GitNames.inBareRepositories(names, names);
    if (!bare.isEmpty()) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "the artifacts form a bare git repository, so none was written: " + bare);
    }
    NoRoom.named(folder, () -> write(files, stored, beside));
  }

  private void write(List<Artifact> files, ResultFiles stored, Path beside) throws IOException {
    try {
      Files.createDirectory(beside);
      // Files of the job's tree come first, so that they keep their names.
      for (Artifact file :
          files.stream().sorted(Comparator.comparing(each -> !isOfTree(each))).toList()) {
        Path place = free(beside.resolve(safeName(file.name())));
        Files.createDirectories(place.getParent());
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
          stored.read(file, out);
        }
      }
      Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(beside);
    }
  }

  private static boolean isOfTree(Artifact file) {
    return file.name().startsWith(Artifact.FILES);
  }

  /**
   * The name as a relative path inside the folder.
   *
   * @throws CommandException with 125 for a name that no worker creates
   */
  public static String safeName(String name) {
    String path = name.startsWith(Artifact.FILES) ? name.substring(Artifact.FILES.length()) : name;
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || GitNames.isGits(part)) {
        throw new CommandException(
            ExitCode.UNAVAILABLE,
            "an artifact has a name that is not a path inside a folder, so none was written: "
                + name);
      }
    }
    return path.replaceAll("[\\p{Cc}\\p{Cf}\\\\]", "_");
  }

  private static Path free(Path wanted) {
    Path place = wanted;
    for (int number = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); number++) {
      place = wanted.resolveSibling(wanted.getFileName() + "-" + number);
    }
    return place;
  }

  private static void delete(Path beside) throws IOException {
    if (!Files.exists(beside)) {
      return;
    }
    try (Stream<Path> all = Files.walk(beside)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
