package dev.handoff.cli.options;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.file.FileErrorText;
import dev.handoff.worker.attempt.folder.WorkFolder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Reads a file of client properties. It may contain a login and name classes that the client loads.
 * So neither other users nor jobs may write it, and if it contains a secret, only its owner may
 * read it.
 */
final class CommandConfig {

  private static final String PROVIDERS = "config.providers";

  private static final Map<String, Class<?>> KAFKAS_PROVIDERS =
      Map.of(
          "env", EnvVarConfigProvider.class,
          "file", FileConfigProvider.class,
          "directory", DirectoryConfigProvider.class);

  private CommandConfig() {}

  /**
   * @throws CommandException if it cannot be read, or others may read a secret in it
   */
  static Map<String, String> read(Path file) {
    try {
      Path real = file.toRealPath();
      requireNoJobs(real);
      Map<String, String> properties = parsed(real);
      PrivateFile access = new PrivateFile(real);
      Set<String> secrets = access.isReadByOthers() ? PlainSecrets.in(properties) : Set.of();
      if (!secrets.isEmpty()) {
        throw readByOthers(file, "holds " + String.join(", ", secrets) + " in plain text");
      }
      if (access.isWrittenByAll()) {
        throw refused(
            file + " may be written by all users (" + access.modeText() + ")", "chmod o-w " + file);
      }
      return properties;
    } catch (FileSystemException e) {
      throw notProperties(FileErrorText.of(e));
    } catch (IOException e) {
      throw notProperties(file + ": " + FileErrorText.of(e));
    } catch (IllegalArgumentException e) {
      throw notProperties(file + ": " + e.getMessage());
    } catch (UnsupportedOperationException e) {
      throw notProperties(file + ": its file system does not show who may read it");
    }
  }

  private static Map<String, String> parsed(Path file) throws IOException {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return properties;
  }

  /**
   * Adds the config providers for {@code ${env:NAME}}, {@code ${file:PATH:KEY}} and {@code
   * ${directory:PATH:FILE}}, unless the properties name their own.
   *
   * @throws CommandException if a reference has no target, or others may read the secret there
   */
  static Map<String, String> withProviders(Map<String, String> properties) {
    boolean hasReference =
        properties.values().stream()
            .anyMatch(value -> PlainSecrets.REFERENCE.matcher(value).find());
    if (!hasReference) {
      return properties;
    }
    Map<String, String> all = new HashMap<>(properties);
    if (all.putIfAbsent(PROVIDERS, "env,file,directory") == null) {
      KAFKAS_PROVIDERS.forEach(
          (name, type) -> all.put(PROVIDERS + "." + name + ".class", type.getName()));
    }
    all.forEach((name, value) -> requireKeptWell(name, value, all));
    requireResolved(properties, all);
    return all;
  }

  private static void requireKeptWell(String name, String value, Map<String, String> properties) {
    Matcher reference = PlainSecrets.REFERENCE.matcher(value);
    while (reference.find()) {
      Optional<Path> file = fileOf(reference, properties);
      try {
        if (file.isPresent() && !Files.exists(file.get())) {
          throw missing(name + " names " + reference.group() + ", which does not exist");
        }
        if (file.isPresent()) {
          Path real = file.get().toRealPath();
          requireNoJobs(real);
          if (new PrivateFile(real).isReadByOthers()) {
            throw readByOthers(file.get(), "holds a secret for " + name);
          }
        }
      } catch (IOException e) {
        throw refused(FileErrorText.of(e), "look at the file");
      } catch (UnsupportedOperationException e) {
        throw refused(file.get() + ": its file system does not show who may read it", "move it");
      }
    }
  }

  /** The file of a reference; empty if Kafka's own providers read no file for it. */
  private static Optional<Path> fileOf(Matcher reference, Map<String, String> properties) {
    String type = properties.get(PROVIDERS + "." + reference.group(1) + ".class");
    String where = reference.group(2);
    int colon = where.lastIndexOf(':');
    try {
      if (FileConfigProvider.class.getName().equals(type) && colon > 0) {
        return Optional.of(Path.of(where.substring(0, colon)));
      }
      if (DirectoryConfigProvider.class.getName().equals(type) && colon > 0) {
        return Optional.of(Path.of(where.substring(0, colon), where.substring(colon + 1)));
      }
    } catch (InvalidPathException e) {
      throw refused(reference.group() + " names no file: " + e.getMessage(), "correct the path");
    }
    return Optional.empty();
  }

  /** Kafka keeps an unresolved reference as it is and would use it as the password. */
  private static void requireResolved(Map<String, String> given, Map<String, String> all) {
    Map<String, Object> values = resolved(all);
    given.forEach(
        (name, value) -> {
          Matcher reference = PlainSecrets.REFERENCE.matcher(value);
          while (reference.find()) {
            if (String.valueOf(values.get(name)).contains(reference.group())) {
              throw missing(name + " names " + reference.group() + ", which does not exist");
            }
          }
        });
  }

  private static Map<String, Object> resolved(Map<String, String> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.putIfAbsent("bootstrap.servers", "unused:1");
    try {
      return new AdminClientConfig(all).originals();
    } catch (ConfigException e) {
      throw missing(String.valueOf(e.getMessage()));
    }
  }

  private static CommandException missing(String why) {
    return refused(why, "set that variable, or correct the path, the key or " + PROVIDERS);
  }

  /** A file written by a job could make the client run code or use another broker. */
  private static void requireNoJobs(Path file) {
    WorkFolder.around(file)
        .ifPresent(
            folder -> {
              throw refused(
                  file + " lies in a worker's work folder, " + folder + ", where jobs write",
                  "keep it elsewhere");
            });
  }

  private static CommandException readByOthers(Path file, String what) throws IOException {
    String mode = new PrivateFile(file.toRealPath()).modeText();
    return refused(
        "%s %s, and other users of this host may read it (%s)".formatted(file, what, mode),
        "chmod 600 "
            + file
            + ", or keep the secret elsewhere and name it: ${env:NAME}, ${file:PATH:KEY} or"
            + " ${directory:PATH:FILE}");
  }

  private static CommandException refused(String why, String mend) {
    return new CommandException(
        ExitCode.USAGE, "the client's properties are refused: " + why + ". To fix it: " + mend);
  }

  private static CommandException notProperties(String why) {
    return new CommandException(
        ExitCode.USAGE, "--command-config must be a file of properties, got " + why);
  }
}
