package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import java.util.Map;
import java.util.Set;

/**
 * What setup left in the tree, which is not the job's work.
 *
 * @param files the differences from the base commit, by path
 * @param bytes the hash of each file's exact bytes, which attributes may convert, by path
 * @param repositories paths of nested repositories
 * @param selfIgnored folders as {@link SelfIgnored} finds them, such as a virtual environment
 * @param ignored files that the base commit's rules ignore
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

  /** Whether a file is as setup left it, byte for byte. */
  boolean has(Change raw) {
    return raw.newHash().equals(bytes.get(raw.path()));
  }

  boolean isSelfIgnored(String path) {
    return SelfIgnored.isBelow(path, selfIgnored);
  }
}
