package dev.handoff.worker.attempt.agents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run of an agent, with copies of the files of its log-in. It exists only during
 * the run, so that no other child of the job can read it.
 */
public final class AgentHome {

  private static final int MAX_LOG_IN = 256 * 1024;

  private final Path folder;
  private final Map<String, Path> originals;
  private final boolean keepsRenewed;
  private final Map<String, byte[]> copied = new HashMap<>();

  /**
   * @param keepsRenewed whether a log-in that the agent renews replaces the worker's
   */
  AgentHome(Path folder, Map<String, Path> originals, boolean keepsRenewed) {
    this.folder = folder;
    this.originals = originals;
    this.keepsRenewed = keepsRenewed;
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
   * Keeps a log-in that the agent has renewed, if the configuration says so: the old one may be
   * invalid then. But the job could have written it too, and later jobs would then work for the
   * account that it names, so it must name the same account. If another process renewed the
   * worker's log-in meanwhile, that one stays. Called when no process of the agent is alive any
   * more.
   *
   * @return what happened to each changed file, for the worker's log
   */
  public List<String> keepRenewed() throws IOException {
    List<String> news = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : copied.entrySet()) {
      Path copy = folder.resolve(file.getKey());
      Path given = originals.get(file.getKey());
      if (given == null
          || !Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)
          || Files.size(copy) > MAX_LOG_IN) {
        continue;
      }
      byte[] now;
      try (InputStream in = Files.newInputStream(copy, LinkOption.NOFOLLOW_LINKS)) {
        now = in.readNBytes(MAX_LOG_IN);
      }
      Path original = given.toRealPath();
      if (Arrays.equals(now, file.getValue())) {
        continue;
      }
      String whyNot = whyNot(file.getValue(), now, Files.readAllBytes(original));
      if (whyNot == null) {
        replace(original, now);
      }
      news.add(
          original
              + (whyNot == null
                  ? " was renewed by the run"
                  : " was changed by the run: " + whyNot));
    }
    return news;
  }

  /** Null: it may be kept. */
  private @Nullable String whyNot(byte[] before, byte[] now, byte[] original) {
    if (!keepsRenewed) {
      return "not kept, since the worker's file does not have log_in.keep_renewed: true";
    }
    if (!AgentJson.hasSameFields(before, now) || !LogInAccount.isSame(before, now)) {
      return "not kept, since it does not name the same account";
    }
    return Arrays.equals(original, before)
        ? null
        : "not kept, since another process renewed it meanwhile";
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
