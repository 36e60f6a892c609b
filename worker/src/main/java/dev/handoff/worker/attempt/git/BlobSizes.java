package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.LooseObjects.Loose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the sizes of contents in the worker's repository of an attempt. */
public final class BlobSizes {

  private final JobTree tree;

  public BlobSizes(JobTree tree) {
    this.tree = tree;
  }

  /**
   * The bytes of each content, by its hash.
   *
   * @throws IOException if one of them is missing
   */
  public Map<String, Long> of(Collection<String> hashes) throws IOException, InterruptedException {
    LooseObjects objects = LooseObjects.of(tree.workspace().repository());
    Map<String, Long> sizes = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (String hash : hashes) {
      Optional<Loose> object = objects.open(hash);
      if (object.isEmpty()) {
        others.add(hash);
      } else {
        try (Loose found = object.get()) {
          sizes.put(hash, found.size());
        }
      }
    }
    if (!others.isEmpty()) {
      ask(others, sizes);
    }
    return sizes;
  }

  private void ask(List<String> hashes, Map<String, Long> sizes)
      throws IOException, InterruptedException {
    byte[] input = (String.join("\n", hashes) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] output =
        tree.git().run(tree.place(), input, List.of("cat-file", "--batch-check=%(objectsize)"));
    List<String> lines = new String(output, StandardCharsets.US_ASCII).lines().toList();
    for (int i = 0; i < hashes.size(); i++) {
      sizes.put(hashes.get(i), Long.valueOf(lines.get(i)));
    }
  }
}
