package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.Git.TooLongException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lists the encodings ({@code working-tree-encoding}) that git may convert on a worker. The C
 * library of the host converts them: it loads code by the encoding's name, and feeds it bytes of a
 * stranger. Rare encodings, with states and escapes, have had security holes; those listed here are
 * plain tables.
 */
public final class Encodings {

  private static final Pattern NAMED = Pattern.compile("working-tree-encoding=([^ \t\r\n]*+)");

  private static final Pattern KNOWN =
      Pattern.compile(
          "UTF-?8|UTF-?(?:16|32)(?:[LB]E)?(?:-BOM)?|US-ASCII|ASCII|LATIN-?\\d{1,2}"
              + "|ISO-?8859-\\d{1,2}|(?:WINDOWS-|CP)125\\d|CP(?:437|85\\d|86\\d|932|936|949|950)"
              + "|KOI8-[RU]|SHIFT[-_]JIS|SJIS|EUC-(?:JP|KR|CN)|GB(?:2312|K|18030)|BIG5|MACINTOSH",
          Pattern.CASE_INSENSITIVE);

  private Encodings() {}

  /** Whether it is an attributes file. */
  public static boolean isAttributes(String path) {
    return path.equals(".gitattributes") || path.endsWith("/.gitattributes");
  }

  /**
   * Lines of attributes for a repository that converts by these files: without encodings, if one of
   * them is not known.
   */
  public static String limit(Optional<String> unknown) {
    return Git.NO_PROGRAMS + (unknown.isPresent() ? "* !working-tree-encoding\n" : "");
  }

  /**
   * The first unknown encoding in attributes files.
   *
   * @param files the hashes of their blobs
   */
  public static Optional<String> unknown(Git git, Path repository, Collection<String> files)
      throws IOException, InterruptedException {
    if (files.isEmpty()) {
      return Optional.empty();
    }
    if (files.stream().anyMatch(file -> file.contains("\n"))) {
      return Optional.of("one in a folder whose name has a line end");
    }
    String lines = files.stream().map(file -> file + "\n").collect(Collectors.joining());
    try {
      byte[] texts =
          git.run(
              Place.repository(repository),
              lines.getBytes(StandardCharsets.ISO_8859_1),
              List.of("cat-file", "--batch"));
      return unknown(new String(texts, StandardCharsets.ISO_8859_1));
    } catch (TooLongException e) {
      return Optional.of("more than this worker reads");
    }
  }

  public static Optional<String> unknown(String attributes) {
    Matcher named = NAMED.matcher(attributes);
    while (named.find()) {
      if (!KNOWN.matcher(named.group(1)).matches()) {
        return Optional.of(named.group(1));
      }
    }
    return Optional.empty();
  }
}
