package dev.handoff.cli.doctor.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder with all files of the local default.
 *
 * @param unwritable what exists in it and this user may not write
 */
public record StateCheck(Path folder, List<Path> unwritable) implements Check {

  private static final int DEPTH = 4;

  public static StateCheck of(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return new StateCheck(folder, List.of());
    }
    Path attempts = folder.resolve("work").resolve("attempts"); // jobs may create what they like
    try (Stream<Path> all = Files.walk(folder, DEPTH)) {
      return new StateCheck(
          folder,
          all.filter(each -> !each.startsWith(attempts) && !Files.isSymbolicLink(each))
              .filter(each -> Files.exists(each) && !isUsable(each))
              .limit(1)
              .toList());
    }
  }

  /** A read-only file counts as writable for its owner: Kafka creates such files. */
  private static boolean isUsable(Path place) {
    return Files.isWritable(place) || Files.isRegularFile(place) && isOwn(place);
  }

  private static boolean isOwn(Path file) {
    try {
      return Files.getOwner(file).getName().equals(System.getProperty("user.name"));
    } catch (IOException gone) {
      return true;
    }
  }

  @Override
  public List<Diagnosis> findings() {
    return unwritable.isEmpty()
        ? List.of()
        : List.of(
            Diagnosis.failed(
                "folder",
                "%s is not this user's to write".formatted(unwritable.get(0)),
                "let its owner give %s back (chown -R), or set XDG_STATE_HOME to another folder"
                    .formatted(folder)));
  }
}
