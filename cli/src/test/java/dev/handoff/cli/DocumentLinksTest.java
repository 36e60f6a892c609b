package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link from one document to another leads to a file that is there, and to its heading. */
class DocumentLinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> OTHERS = Set.of("target", "test", "content", "pages");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isRead =
                folder.equals(ROOT) || !(name.startsWith(".") || OTHERS.contains(name));
            return isRead ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              documents.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) {
    assertThat(links(document)).filteredOn(link -> !leadsSomewhere(document, link)).isEmpty();
  }

  @Test
  void theDocumentsAreFound() throws IOException {
    assertThat(documents())
        .hasSizeGreaterThan(30)
        .contains(Path.of("README.md"), Path.of("docs", "README.md"));
    assertThat(links(Path.of("docs", "README.md"))).hasSizeGreaterThan(20);
  }

  private static List<String> links(Path document) {
    return LINK.matcher(BLOCK.matcher(text(document)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = document.resolveSibling(parts[0]).normalize();
    if (parts[0].isEmpty()) {
      target = document;
    }
    return Files.exists(ROOT.resolve(target))
        && (parts.length == 1 || headings(target).anyMatch(parts[1]::equals));
  }

  /** As GitHub makes anchors of headings. */
  private static Stream<String> headings(Path document) {
    return HEADING
        .matcher(text(document))
        .results()
        .map((MatchResult heading) -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'));
  }

  private static String text(Path document) {
    try {
      return Files.readString(ROOT.resolve(document), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
