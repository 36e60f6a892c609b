package dev.handoff.cli.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * Stores the context that this user has chosen, in a file of its own in the state folder. So the
 * file of contexts keeps its comments and can be the same on many machines.
 */
public final class ContextInUse {

  private final LocalFolder folder;

  ContextInUse(LocalFolder folder) {
    this.folder = folder;
  }

  /**
   * @param environment of the process, which determines where the state folder is
   */
  public static ContextInUse of(Map<String, String> environment) {
    return new ContextInUse(LocalFolder.of(environment));
  }

  /** Empty if none was chosen. */
  public Optional<String> read() throws IOException {
    if (!Files.isDirectory(folder.path())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(folder.contextInUse()).strip())
          .filter(name -> !name.isEmpty());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** Atomic: readers see the old name or the new one. */
  public void write(String name) throws IOException {
    folder.create();
    Path next = Files.createTempFile(folder.path(), "context", ".new");
    Files.writeString(next, name + "\n");
    Files.move(next, folder.contextInUse(), StandardCopyOption.ATOMIC_MOVE);
  }
}
