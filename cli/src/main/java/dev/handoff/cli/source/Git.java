package dev.handoff.cli.source;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.GitEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the user's git in the user's own repository. */
public final class Git {

  private final Path folder;
  private final Map<String, String> environment;

  /** Answers by arguments, if they are cached. */
  private final @Nullable Map<List<String>, Said> answers;

  public Git(Path folder) {
    this(folder, Map.of());
  }

  /**
   * @param environment added to that of this process
   */
  public Git(Path folder, Map<String, String> environment) {
    this(folder, environment, null);
  }

  private Git(
      Path folder, Map<String, String> environment, @Nullable Map<List<String>, Said> answers) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.answers = answers;
  }

  /** The same with cached answers: each command runs once. For queries only. */
  Git remembering() {
    return new Git(folder, environment, new HashMap<>());
  }

  /** The same folder with another environment. */
  Git with(Map<String, String> other) {
    return new Git(folder, other);
  }

  /** The result of a git command. */
  public record Said(int exit, String out, String err) {
    public boolean isGood() {
      return exit == 0;
    }

    List<String> lines() {
      return out.lines().toList();
    }
  }

  /**
   * Its single line of output; null if the answer is no.
   *
   * @throws GitFailure if git could not find out
   */
  @Nullable String line(String... arguments) {
    Said said = answer(arguments);
    return said.isGood() ? said.out().strip() : null;
  }

  /** The same with any failure as a no, for something that need not exist. */
  public @Nullable String lineIfAny(String... arguments) {
    Said said = run(arguments);
    return said.isGood() ? said.out().strip() : null;
  }

  /**
   * The entries that a command with {@code -z} lists.
   *
   * @throws GitFailure if it fails
   */
  public List<String> list(String... arguments) {
    String out = must(arguments).out();
    return out.isEmpty() ? List.of() : List.of(out.split("\0"));
  }

  /**
   * The answer of a command whose exit codes 0 and 1 mean yes and no.
   *
   * @throws GitFailure if git could not find out
   */
  Said answer(String... arguments) {
    return answered(run(arguments), 1, arguments);
  }

  /**
   * @throws GitFailure if it fails
   */
  public Said must(String... arguments) {
    return answered(run(arguments), 0, arguments);
  }

  /**
   * @param most highest exit code that is an answer
   */
  private Said answered(Said said, int most, String... arguments) {
    if (said.exit() > most) {
      throw failure(said, arguments);
    }
    return said;
  }

  /** Why it failed, with a remedy if git's message has none. */
  GitFailure failure(Said said, String... arguments) {
    return new GitFailure(
        "git %s failed in %s: %s"
            .formatted(command(arguments), folder, GitReason.of(said.exit(), said.err())));
  }

  /** The subcommand, which follows git's own options. */
  private static String command(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("-c")) {
        i++;
      } else if (!arguments[i].startsWith("-")) {
        return arguments[i];
      }
    }
    return String.join(" ", arguments);
  }

  public Said run(String... arguments) {
    if (answers == null) {
      return run(Map.of(), arguments);
    }
    return answers.computeIfAbsent(List.of(arguments), words -> run(Map.of(), arguments));
  }

  /**
   * @param variables added to those of this process
   */
  public Said run(Map<String, String> variables, String... arguments) {
    return run(variables, in -> text(in), arguments);
  }

  /**
   * Runs a command and writes its output to a file.
   *
   * @return false if the output is longer than the limit and was cut off
   */
  boolean write(Path file, long limit, String... arguments) {
    Said said = run(Map.of(), in -> copied(in, file, limit), arguments);
    if (said.out().isEmpty()) {
      return false;
    }
    if (!said.isGood()) {
      throw failure(said, arguments);
    }
    return true;
  }

  private Said run(
      Map<String, String> variables, Function<InputStream, String> reader, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("git", "-C", folder.toString(), "-c", "core.quotePath=false"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      believe(builder.environment());
      builder.environment().putAll(environment);
      builder.environment().putAll(variables);
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String out = reader.apply(process.getInputStream());
      return new Said(process.waitFor(), out, err.join().strip());
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, "git cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  /**
   * Removes variables that would select another repository, and makes git write English messages in
   * the user's character set.
   */
  static void believe(Map<String, String> variables) {
    GitEnvironment.keepUsers(variables);
    String all = variables.remove("LC_ALL");
    if (all != null && !all.isEmpty()) {
      variables.put("LC_CTYPE", all);
    }
    variables.put("LC_MESSAGES", "C");
    variables.remove("LANGUAGE");
  }

  /** Empty if the output is too long. Closing the pipe then ends git. */
  private static String copied(InputStream in, Path file, long limit) {
    try (in;
        OutputStream out = Files.newOutputStream(file)) {
      byte[] block = new byte[64 * 1024];
      long bytes = 0;
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        bytes += length;
        if (bytes > limit) {
          return "";
        }
        out.write(block, 0, length);
      }
      return bytes + " bytes";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
