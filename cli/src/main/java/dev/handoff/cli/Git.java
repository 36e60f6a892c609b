package dev.handoff.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The user's git in the user's own repository. */
final class Git {

  private final Path folder;

  Git(Path folder) {
    this.folder = folder;
  }

  /** What a git command said. */
  record Said(int exit, String out, String err) {
    boolean isGood() {
      return exit == 0;
    }

    List<String> lines() {
      return out.lines().toList();
    }
  }

  Said run(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("git", "-C", folder.toString(), "-c", "core.quotePath=false"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String out = text(process.getInputStream());
      return new Said(process.waitFor(), out, err.join().strip());
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, "git cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  private static String text(java.io.InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
