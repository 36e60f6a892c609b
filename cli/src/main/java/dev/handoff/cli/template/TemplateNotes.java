package dev.handoff.cli.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Notes of a repository on where briefs from a template were unclear. Each template has one
 * Markdown file in {@code .handoff/notes}, to be committed like any other.
 */
public final class TemplateNotes {

  private static final String FOLDER = ".handoff";

  private final Path repository;

  /**
   * @param repository the root of its working tree
   */
  public TemplateNotes(Path repository) {
    this.repository = repository;
  }

  /** The file, which need not exist. */
  public Path file(String template) {
    if (!Templates.isName(template)) {
      throw new IllegalArgumentException(
          "template must be a name of letters, digits, dots, _ and -, got: " + template);
    }
    return repository.resolve(FOLDER).resolve("notes").resolve(template + ".md");
  }

  /** All notes on the template, unchanged from the file; empty if there is none. */
  public String of(String template) throws IOException {
    Path file = file(template);
    return Files.isRegularFile(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        : "";
  }

  /**
   * Appends a note in one write, so that concurrent notes are both kept.
   *
   * @param entry one list item in Markdown, without its last line end
   * @throws IOException if it cannot be written, or if a link would redirect the note, which a
   *     third-party repository may contain
   */
  public Path add(String template, String entry) throws IOException {
    Path file = file(template);
    for (Path at = file; at != null && !at.equals(repository); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        throw new IOException(at + " must not be a link, so that notes stay in the repository");
      }
    }
    Files.createDirectories(file.getParent());
    try {
      Files.writeString(
          file, "# Notes on the template " + template + "\n\n", StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException others) {
      // The file exists and has its heading.
    }
    String before = of(template).endsWith("\n") ? "" : "\n";
    Files.writeString(file, before + entry + "\n", StandardOpenOption.APPEND);
    return file;
  }
}
