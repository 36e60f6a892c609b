package dev.handoff.worker.attempt.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.LooseObjects.Loose;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads contents of files from the worker's repository of an attempt: those that were just added
 * without git, others with one command.
 */
public final class Blobs {

  private static final int BLOCK = 64 * 1024;

  private final JobTree tree;

  public Blobs(JobTree tree) {
    this.tree = tree;
  }

  /** Receives the contents in order, each in blocks. */
  public interface Reader {

    public void read(byte[] bytes, int length);

    /** The content with that index in the list is complete. */
    void end(int index);
  }

  /**
   * @throws IOException if one of them is missing
   */
  public void read(List<String> hashes, Reader reader) throws IOException, InterruptedException {
    if (hashes.isEmpty()) {
      return;
    }
    LooseObjects loose = LooseObjects.of(tree.workspace().repository());
    if (loose.hasAll(hashes)) {
      for (int i = 0; i < hashes.size(); i++) {
        read(loose, hashes.get(i), reader);
        reader.end(i);
      }
      return;
    }
    Path output = Files.createTempFile(tree.workspace().scratch(), "blobs", null);
    try {
      tree.git()
          .run(
              Place.repository(tree.workspace().repository()),
              (String.join("\n", hashes) + "\n").getBytes(US_ASCII),
              output,
              List.of("cat-file", "--batch"));
      try (InputStream in = new BufferedInputStream(Files.newInputStream(output), BLOCK)) {
        for (int i = 0; i < hashes.size(); i++) {
          read(in, reader);
          reader.end(i);
        }
      }
    } finally {
      Files.delete(output);
    }
  }

  private static void read(LooseObjects loose, String hash, Reader reader) throws IOException {
    try (Loose blob = loose.open(hash).orElseThrow()) {
      if (!blob.isBlob()) {
        throw new IOException("git has no file of this content: " + hash);
      }
      read(blob.content(), blob.size(), reader, hash);
    }
  }

  private static void read(InputStream in, Reader reader) throws IOException {
    String header = header(in);
    String[] fields = header.split(" ");
    if (fields.length != 3 || !fields[1].equals("blob")) {
      throw new IOException("git has no file of this content: " + header);
    }
    read(in, Long.parseLong(fields[2]), reader, header);
    in.read(); // the line end after each
  }

  private static void read(InputStream in, long size, Reader reader, String what)
      throws IOException {
    byte[] block = new byte[BLOCK];
    for (long left = size; left > 0; ) {
      int length = in.read(block, 0, (int) Math.min(left, BLOCK));
      if (length < 0) {
        throw new EOFException("the content of a file ends too soon: " + what);
      }
      reader.read(block, length);
      left -= length;
    }
  }

  private static String header(InputStream in) throws IOException {
    StringBuilder header = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        throw new EOFException("git returned fewer files than were requested");
      }
      header.append((char) each);
    }
    return header.toString();
  }
}
