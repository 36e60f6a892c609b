package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import java.util.Map;
import java.util.Set;

/**
 * What setup left in the tree: nothing of it is the job's.
 *
 * @param files by path, what differs from the base commit
 * @param bytes by path, the hash of each file's very bytes, which attributes may convert
 * @param repositories paths of nested repositories
 * @param selfIgnored folders as {@link SelfIgnored} finds them, such as a virtual environment
 * @param ignored what is there that the base commit's rules ignore
 */
public record SetupLeft(
    Map<String, Change> files,
    Map<String, String> bytes,
    Set<String> repositories,
    Set<String> selfIgnored,
    IgnoredFiles ignored) {

  public static final SetupLeft NOTHING =
      new SetupLeft(Map.of(), Map.of(), Set.of(), Set.of(), IgnoredFiles.NONE);

  public SetupLeft {
    files = Map.copyOf(files);
    bytes = Map.copyOf(bytes);
    repositories = Set.copyOf(repositories);
    selfIgnored = Set.copyOf(selfIgnored);
  }

  SetupLeft with(IgnoredFiles others) {
    return new SetupLeft(files, bytes, repositories, selfIgnored, others);
  }

  /** Whether it is as setup left it, byte for byte. */
  boolean has(Change raw) {
    return raw.newHash().equals(bytes.get(raw.path()));
  }

  boolean isSelfIgnored(String path) {
    return SelfIgnored.isBelow(path, selfIgnored);
  }
}
