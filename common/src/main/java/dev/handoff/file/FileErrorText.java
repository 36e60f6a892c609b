package dev.handoff.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Map;
import java.util.Objects;

/**
 * Describes file errors for people. Java's own messages often contain only the file's name or the
 * name of a class.
 */
public final class FileErrorText {

  private static final String UNTOLD = "it cannot be read or written";

  private static final Map<Class<?>, String> REASONS =
      Map.of(
          NoSuchFileException.class, "it does not exist",
          AccessDeniedException.class, "permission denied",
          FileAlreadyExistsException.class, "it is there already and is no folder",
          DirectoryNotEmptyException.class, "the folder is not empty",
          NotDirectoryException.class, "it is no folder",
          FileSystemLoopException.class, "symbolic links lead back to it",
          NotLinkException.class, "it is no symbolic link");

  private FileErrorText() {}

  /** {@code FILE: REASON}; the exception's own message if it names no file. */
  public static String of(IOException failure) {
    if (failure instanceof FileSystemException file) {
      return of(file);
    }
    if (failure instanceof CharacterCodingException) {
      return "it is no text in UTF-8";
    }
    return failure.getMessage() == null ? UNTOLD : failure.getMessage();
  }

  /** The same for its cause, after its own message if it has one. */
  public static String of(UncheckedIOException failure) {
    IOException inner = Objects.requireNonNull(failure.getCause());
    String cause = of(inner);
    String own = failure.getMessage();
    if (own == null || own.equals(inner.toString())) {
      return cause;
    }
    return own.contains(cause) ? own : own + ": " + cause;
  }

  private static String of(FileSystemException failure) {
    String told = failure.getReason() == null ? UNTOLD : failure.getReason();
    String reason = REASONS.getOrDefault(failure.getClass(), told);
    // A move or a link has two files, and the exception does not say which one failed.
    String other = failure.getOtherFile() == null ? "" : " -> " + failure.getOtherFile();
    return failure.getFile() == null ? reason : failure.getFile() + other + ": " + reason;
  }
}
