package dev.handoff.cli.state;

import dev.handoff.file.Sha256;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Stores the last job that this user submitted to each cluster, in one small file a cluster in the
 * state folder. Of concurrent jobs, the one with the newest id is the last.
 */
public final class LastJobs {

  private final LocalFolder folder;

  LastJobs(LocalFolder folder) {
    this.folder = folder;
  }

  public static LastJobs ofUser() {
    return new LastJobs(LocalFolder.ofUser());
  }

  /**
   * @throws IOException if it could not be stored; this does not affect the job
   */
  public void remember(KafkaSettings cluster, JobId job) throws IOException {
    folder.create();
    Files.createDirectories(folder.lastJobs());
    Path file = file(cluster);
    HeldLock alone = HeldLock.exclusive(folder.lastJobs().resolve("lock"));
    try {
      Optional<JobId> known = read(file);
      if (known.isEmpty() || known.get().compareTo(job) < 0) {
        // Atomic, since readers take no lock: they see the old id or the new one.
        Path next = folder.lastJobs().resolve("next");
        Files.writeString(next, job + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      alone.close();
    }
  }

  /** The last job; empty if this user has submitted none there. */
  public Optional<JobId> of(KafkaSettings cluster) throws IOException {
    return read(file(cluster));
  }

  /** The local default is the same cluster at any address. */
  private String name(KafkaSettings cluster) throws IOException {
    boolean isLocal =
        folder
            .read()
            .filter(process -> process.bootstrapServer().equals(cluster.bootstrapServers()))
            .isPresent();
    return isLocal ? "local" : cluster.bootstrapServers();
  }

  private static Optional<JobId> read(Path file) throws IOException {
    try {
      return Optional.of(new JobId(Files.readString(file).strip()));
    } catch (NoSuchFileException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private Path file(KafkaSettings cluster) throws IOException {
    String name = name(cluster) + "\n" + cluster.topics().prefix();
    return folder.lastJobs().resolve(HexFormat.of().formatHex(Sha256.of(name), 0, 8));
  }
}
