package dev.handoff.cli.state;

import dev.handoff.file.FileErrorText;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The folder of the local default, and the meaning of its files. */
public record LocalFolder(Path path) {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNERS_FILE =
      PosixFilePermissions.fromString("rw-------");

  /** {@code $XDG_STATE_HOME/handoff}, by default {@code ~/.local/state/handoff}. */
  public static LocalFolder ofUser() {
    return of(System.getenv());
  }

  static LocalFolder of(Map<String, String> environment) {
    Path base =
        Optional.ofNullable(environment.get("XDG_STATE_HOME"))
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElseGet(() -> new ConfigurationFile(environment).home().resolve(".local/state"));
    return new LocalFolder(base.resolve("handoff"));
  }

  /**
   * Creates the folder without access for other users: anyone who can submit a brief can run code
   * as this user.
   *
   * @throws LocalDefaultException if that is not possible
   */
  public void create() throws IOException {
    try {
      Files.createDirectories(path.getParent());
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      // Also for an existing folder, created with another umask; only its owner can do this.
      if (!Files.getPosixFilePermissions(path).equals(OWNER_ONLY)) {
        Files.setPosixFilePermissions(path, OWNER_ONLY);
      }
    } catch (IOException e) {
      throw new LocalDefaultException(
          ("the local broker and worker need a folder of this user's own, and %s cannot be it: %s."
                  + " Set XDG_STATE_HOME to a folder that you can write, or name a broker by"
                  + " --bootstrap-server")
              .formatted(path, FileErrorText.of(e)));
    }
  }

  public Path broker() {
    return path.resolve("broker");
  }

  public Path work() {
    return path.resolve("work");
  }

  public Path log() {
    return path.resolve("local.log");
  }

  /** The last jobs of this user, one file for each cluster. */
  Path lastJobs() {
    return path.resolve("last-jobs");
  }

  /** The name of the context that this user has chosen. */
  Path contextInUse() {
    return path.resolve("context");
  }

  /** Held by the process for its life: if it is free, there is no process. */
  public Path processLock() {
    return path.resolve("process.lock");
  }

  /** Held by a command that starts the process, so that only one does. */
  public Path startLock() {
    return path.resolve("start.lock");
  }

  /** Shared by the commands that use the process; while it is held, the process is not idle. */
  public Path clientsLock() {
    return path.resolve("clients.lock");
  }

  /** Asks the process to end as soon as no job runs, because there is a newer build. */
  public Path restartRequest() {
    return path.resolve("restart-requested");
  }

  /** Asks the process to serve the board. */
  public Path boardRequest() {
    return path.resolve("board-requested");
  }

  /** A page that leads to the board, with its token: for a browser, which takes a file. */
  public Path boardPage() {
    return path.resolve("board.html");
  }

  private Path boardDescription() {
    return path.resolve("board.json");
  }

  private Path description() {
    return path.resolve("process.json");
  }

  /** Whether there is a process, which holds its lock for its life. */
  public boolean isAlive() throws IOException {
    return HeldLock.isHeld(processLock());
  }

  /** The process if it runs and is ready. */
  public Optional<LocalProcess> running() throws IOException {
    return Files.isDirectory(path) && isAlive() ? read() : Optional.empty();
  }

  /** The process that runs or ran last. */
  public Optional<LocalProcess> read() throws IOException {
    try {
      return Optional.of(
          Json.tolerant().read(Files.readAllBytes(description()), LocalProcess.class));
    } catch (NoSuchFileException | InvalidJsonException e) {
      return Optional.empty();
    }
  }

  /** Atomic: readers see the old description or the new one. */
  public void write(LocalProcess process) throws IOException {
    Path next = path.resolve("process.json.new");
    Files.write(next, Json.tolerant().write(process));
    Files.move(next, description(), StandardCopyOption.ATOMIC_MOVE);
  }

  public void forget() throws IOException {
    Files.deleteIfExists(description());
  }

  /** The board that is served, or was when the process died. */
  public Optional<LocalBoard> board() throws IOException {
    try {
      return Optional.of(
          Json.tolerant().read(Files.readAllBytes(boardDescription()), LocalBoard.class));
    } catch (NoSuchFileException | InvalidJsonException e) {
      return Optional.empty();
    }
  }

  /** Atomic, and its owner's alone, since it has the token. */
  public void write(LocalBoard board) throws IOException {
    Path next = path.resolve("board.json.new");
    Files.deleteIfExists(next);
    Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNERS_FILE));
    Files.write(next, Json.tolerant().write(board));
    Files.move(next, boardDescription(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Its token opens nothing from now on. */
  public void forgetBoard() throws IOException {
    Files.deleteIfExists(boardDescription());
    Files.deleteIfExists(boardPage());
    Files.deleteIfExists(boardRequest());
  }
}
