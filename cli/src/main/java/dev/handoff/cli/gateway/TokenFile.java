package dev.handoff.cli.gateway;

import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.file.BoundedFile;
import dev.handoff.gateway.GatewayReader;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Adds tokens to a gateway's file, and leaves everything else in it as it was written. */
final class TokenFile {

  private static final int MAX_BYTES = 256 * 1024;
  private static final String HEADING = "tokens:";

  private final Path file;
  private final GatewayReader reader;

  TokenFile(Path file, GatewayReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * @throws CommandException if the name is taken, or the file is of a form that cannot be added to
   * @throws InvalidSettingsException if the file is wrong
   * @throws IOException if it cannot be read or written
   */
  void add(Token token) throws IOException {
    String text = Files.exists(file) ? text() : "";
    Tokens before = tokens(text);
    if (before.all().stream().anyMatch(one -> one.name().equals(token.name()))) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s has a token %s already: take it out first, or choose another name"
              .formatted(file, token.name()));
    }
    String added = with(text, token);
    requireExactly(before, token, added);
    write(added);
  }

  private String text() throws IOException {
    return new String(BoundedFile.read(file, MAX_BYTES), StandardCharsets.UTF_8);
  }

  private Tokens tokens(String text) {
    try {
      return text.isBlank()
          ? new Tokens(List.of())
          : reader.tokens(text.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidSettingsException refused) {
      throw refused.in(file.toString(), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String with(String text, Token token) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int heading = -1;
    for (int i = 0; i < lines.size(); i++) {
      heading = lines.get(i).stripTrailing().equals(HEADING) ? i : heading;
    }
    if (heading < 0) {
      lines.add(HEADING);
      heading = lines.size() - 1;
    }
    lines.add(heading + 1, "  " + entry(token));
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  static String entry(Token token) {
    String lanes =
        token.lanes().isEmpty()
            ? ""
            : ", lanes: [" + String.join(", ", token.lanes().stream().sorted().toList()) + "]";
    return "\"%s\": {sha256: %s, role: %s%s}"
        .formatted(token.name(), token.sha256(), token.role(), lanes);
  }

  /** The file is read anew: a form that this class does not understand is left alone. */
  private void requireExactly(Tokens before, Token token, String added) {
    List<Token> wanted = new ArrayList<>(before.all());
    wanted.add(token);
    try {
      List<Token> found = reader.tokens(added.getBytes(StandardCharsets.UTF_8)).all();
      if (found.size() == wanted.size() && found.containsAll(wanted)) {
        return;
      }
    } catch (InvalidSettingsException notUnderstood) {
      // said below
    }
    throw new CommandException(
        ExitCode.USAGE,
        "%s is written in a form that cannot be added to, and is unchanged. Write the tokens one a line under tokens:, such as\n%s\n  %s"
            .formatted(file, HEADING, entry(token)));
  }

  private void write(String text) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path beside = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
    try {
      Files.createFile(
          beside,
          PosixFilePermissions.asFileAttribute(
              Files.exists(target)
                  ? Files.getPosixFilePermissions(target)
                  : PosixFilePermissions.fromString("rw-------")));
      Files.writeString(beside, text, StandardOpenOption.WRITE);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
