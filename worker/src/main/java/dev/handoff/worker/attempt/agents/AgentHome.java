package dev.handoff.worker.attempt.agents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The folder that one run of an agent has for itself, with copies of the files of its log-in. Made
 * just before the run and gone after it, so that no other child of the job sees them.
 */
public final class AgentHome {

  private static final int MAX_LOG_IN = 256 * 1024;

  private final Path folder;
  private final Map<String, Path> originals;
  private final Map<String, byte[]> copied = new HashMap<>();

  AgentHome(Path folder, Map<String, Path> originals) {
    this.folder = folder;
    this.originals = originals;
  }

  public Path folder() {
    return folder;
  }

  public void create() throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Map.Entry<String, Path> file : originals.entrySet()) {
      byte[] content = Files.readAllBytes(file.getValue());
      Path copy = folder.resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, content);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      copied.put(file.getKey(), content);
    }
  }

  /**
   * Keeps a log-in that the agent has renewed: the old one is worth nothing then. One that somebody
   * else renewed meanwhile stays, and so does all that is no JSON with the fields that it had.
   * Called when nothing of the agent lives any more.
   */
  public void keepRenewed() throws IOException {
    for (Map.Entry<String, byte[]> file : copied.entrySet()) {
      Path copy = folder.resolve(file.getKey());
      if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) || Files.size(copy) > MAX_LOG_IN) {
        continue;
      }
      byte[] now;
      try (InputStream in = Files.newInputStream(copy, LinkOption.NOFOLLOW_LINKS)) {
        now = in.readNBytes(MAX_LOG_IN);
      }
      Path original = originals.get(file.getKey()).toRealPath();
      boolean isRenewed =
          !Arrays.equals(now, file.getValue())
              && AgentJson.hasSameFields(file.getValue(), now)
              && Arrays.equals(Files.readAllBytes(original), file.getValue());
      if (isRenewed) {
        replace(original, now);
      }
    }
  }

  private static void replace(Path original, byte[] content) throws IOException {
    Path next =
        Files.createTempFile(
            original.getParent(),
            ".handoff-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(next, content);
    Files.move(next, original, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
