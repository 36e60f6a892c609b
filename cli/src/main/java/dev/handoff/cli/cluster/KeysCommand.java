package dev.handoff.cli.cluster;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.SigningOptions;
import dev.handoff.trust.KeyFile;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustFile;
import dev.handoff.trust.TrustReader;
import dev.handoff.trust.TrustedKey;
import dev.handoff.trust.VerificationKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates signing keys, and lists and adds trusted ones. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Create keys to sign with, and list and add trusted keys. See docs/signatures.md.")
public final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description =
          "Create a key to sign with and print its public half. Only its owner can read the file (mode 0600); an existing file is never overwritten.")
  int make(
      @Option(
              names = "--name",
              paramLabel = "NAME",
              order = HelpSection.OPTIONS,
              description = "Owner of the key, as jobs show it. Default: the user's name.")
          @Nullable String name,
      @Option(
              names = "--to",
              paramLabel = "FILE",
              order = HelpSection.OPTIONS,
              description = "File to write. Default: $XDG_CONFIG_HOME/handoff/signing.key.")
          @Nullable Path to)
      throws IOException {
    Path file = to == null ? SigningOptions.ownKey() : to;
    SigningKey key = generated(name == null ? System.getProperty("user.name") : name);
    write(file, key);
    PrintWriter out = spec.commandLine().getOut();
    out.println(key.publicKey().text());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println("The %s is in %s. To make its public half trusted, run:".formatted(key, file));
    err.println(
        "  handoff keys trust %s --role submitter --name %s"
            .formatted(key.publicKey().text(), key.name()));
    err.flush();
    return ExitCode.COMPLETED;
  }

  private static void write(Path file, SigningKey key) throws IOException {
    try {
      KeyFile.write(file, key);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.USAGE,
          e.getFile() + " is there already, and a key is never overwritten: name another by --to");
    }
  }

  private SigningKey generated(String name) {
    try {
      return SigningKey.generate(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the trusted keys, and your own (*).")
  int list(
      @Mixin SigningOptions signing,
      @Option(
              names = "--json",
              order = HelpSection.OUTPUT,
              description = "Print one JSON object for each.")
          boolean isJson)
      throws IOException {
    Optional<Path> keyFile = signing.keyFile(null);
    Optional<Path> trustFile = signing.trustFile(null);
    SigningKey own = keyFile.isPresent() ? KeyFile.read(keyFile.get()) : null;
    Trust trust = trustFile.isPresent() ? new TrustFile(trustFile.get()).read() : null;
    KeyTable table = new KeyTable(own, trust == null ? List.of() : trust.keys(), Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    (isJson ? table.json() : table.lines()).forEach(out::println);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        trust == null
            ? "There is no trust file, so no signature is required."
            : "Trust file: %s (%s)".formatted(trustFile.get(), KeyTable.label(trust.mode())));
    err.println(
        own == null
            ? "There is no key to sign with; make one with: handoff keys new"
            : "Own key: %s".formatted(keyFile.get()));
    err.flush();
    return ExitCode.COMPLETED;
  }

  @Command(
      name = "trust",
      mixinStandardHelpOptions = true,
      description =
          "Add a public key to the trust file. The file is created if it is missing, and workers see a change within seconds.",
      customSynopsis = {"handoff keys trust [OPTIONS] --role ROLE --name NAME KEY"})
  int trust(
      @Parameters(paramLabel = "KEY", description = "The public half: ed25519:…") String key,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              order = HelpSection.OPTIONS,
              description = "Required: ${COMPLETION-CANDIDATES}. A worker is a steward too.")
          Role role,
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              order = HelpSection.OPTIONS,
              description =
                  "Required: its owner; for a submitter the name that the key was made with.")
          String name,
      @Option(
              names = "--lane",
              paramLabel = "LANE",
              order = HelpSection.OPTIONS,
              description = "Lane that the submitter may use. Repeatable. Default: all.")
          @Nullable List<String> lanes,
      @Option(
              names = "--repository",
              paramLabel = "GLOB",
              order = HelpSection.OPTIONS,
              description = "Repositories that the submitter may use. Repeatable. Default: all.")
          @Nullable List<String> repositories,
      @Option(
              names = "--expires",
              paramLabel = "DAY",
              order = HelpSection.OPTIONS,
              description = "Day from which the key signs nothing new, such as 2027-01-31.")
          @Nullable String expires,
      @Mixin SigningOptions signing)
      throws IOException {
    TrustFile file = new TrustFile(signing.trustFile(null).orElseGet(SigningOptions::ownTrust));
    TrustedKey trusted =
        new TrustedKey(publicKey(key), role, name, all(lanes), all(repositories), end(expires));
    boolean isNew = Files.notExists(file.path());
    file.add(trusted);
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "%s now has the key %s of %s %s."
            .formatted(file.path(), trusted.kid(), role.label(), trusted.name()));
    if (isNew) {
      err.println(
          "The file is new and enforced; with mode: warn, workers only count and report violations.");
    }
    err.flush();
    return ExitCode.COMPLETED;
  }

  private VerificationKey publicKey(String text) {
    try {
      return VerificationKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "KEY " + e.getMessage() + ", got: " + text);
    }
  }

  private @Nullable Instant end(@Nullable String expires) {
    try {
      return expires == null ? null : TrustReader.expires(expires);
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--expires must be a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z, got: "
              + expires);
    }
  }

  private static List<String> all(@Nullable List<String> given) {
    return given == null ? List.of() : new ArrayList<>(given);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of new, list, trust");
  }
}
