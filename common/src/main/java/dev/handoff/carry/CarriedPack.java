package dev.handoff.carry;

import dev.handoff.brief.schema.DisplayValue;
import dev.handoff.job.GitNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Packs the files of {@code scope.carry} into one file of the job, which is sent over the log: a
 * ZIP archive with the files below {@code plain/} or {@code executable/}. The same files give the
 * same bytes.
 */
public final class CarriedPack {

  public static final int MAX_FILES = 200;

  /** The limit of all files together. */
  public static final long MAX_BYTES = 16L << 20;

  /** The limit of the archive, with room for names and for files that do not compress. */
  public static final long MAX_PACKED_BYTES = MAX_BYTES + (2L << 20);

  /** The limit of a name, in letters. */
  private static final int MAX_NAME = 1024;

  private static final String PLAIN = "plain/";
  private static final String EXECUTABLE = "executable/";

  // The earliest time of the format: the time of packing must not change the bytes.
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private CarriedPack() {}

  /**
   * A file.
   *
   * @param path from the root of the repository
   */
  public record Entry(String path, boolean isExecutable, byte[] content) {}

  /** Writes the archive. */
  public static void write(List<Entry> entries, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Entry entry : entries) {
      ZipEntry head = new ZipEntry((entry.isExecutable() ? EXECUTABLE : PLAIN) + entry.path());
      head.setTimeLocal(EPOCH);
      zip.putNextEntry(head);
      zip.write(entry.content());
      zip.closeEntry();
    }
    zip.finish();
  }

  /**
   * Reads the files of an untrusted archive.
   *
   * @throws IOException if it is no such archive, exceeds the limits, or contains a forbidden path
   */
  public static List<Entry> read(InputStream in) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long left = MAX_BYTES;
    try {
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry head = zip.getNextEntry(); head != null; head = zip.getNextEntry()) {
        if (entries.size() == MAX_FILES) {
          throw new IOException("more than %d files".formatted(MAX_FILES));
        }
        Entry entry = entry(head.getName(), content(zip, left));
        left -= entry.content().length;
        entries.add(entry);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("a name that is no text", e);
    }
    return entries;
  }

  private static Entry entry(String name, byte[] content) throws IOException {
    boolean isExecutable = name.startsWith(EXECUTABLE);
    if (!isExecutable && !name.startsWith(PLAIN)) {
      throw new IOException("an entry of another form: " + DisplayValue.of(name));
    }
    String path = name.substring(name.indexOf('/') + 1);
    Optional<String> objection = objection(path);
    if (objection.isPresent()) {
      throw new IOException(DisplayValue.of(path) + " " + objection.get());
    }
    return new Entry(path, isExecutable, content);
  }

  /** Reads an entry. Does not trust the sizes that the archive declares. */
  private static byte[] content(InputStream zip, long left) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] block = new byte[64 * 1024];
    for (int length = zip.read(block); length >= 0; length = zip.read(block)) {
      if (content.size() + length > left) {
        throw new IOException("more than %d MiB".formatted(MAX_BYTES >> 20));
      }
      content.write(block, 0, length);
    }
    return content.toByteArray();
  }

  /** Why no file may be carried to that path; empty if one may. */
  public static Optional<String> objection(String path) {
    if (path.length() > MAX_NAME || path.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.of(
          "must be at most %d letters without control characters".formatted(MAX_NAME));
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.of("must be a plain path within the repository");
      }
      if (GitNames.isGits(part)) {
        return Optional.of("must not be a name that git takes for its own");
      }
    }
    return Optional.empty();
  }
}
