package dev.handoff.cli.cluster;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes signing keys, and says whose are trusted. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Make keys to sign with, and say whose are trusted. See docs/signatures.md.")
public final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = {
        "Make a key to sign with and print its public half.",
        "The file is for its owner alone (mode 0600); one that is there is never overwritten."
      })
  int make(
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "Whose key it is, as jobs will tell. Default: the user's name.")
          String name,
      @Option(
              names = "--to",
              paramLabel = "FILE",
              description = "Default: $XDG_CONFIG_HOME/handoff/signing.key.")
          Path to)
      throws IOException {
    Path file = to == null ? SigningOptions.ownKey() : to;
    SigningKey key = generated(name == null ? System.getProperty("user.name") : name);
    write(file, key);
    PrintWriter out = spec.commandLine().getOut();
    out.println(key.publicKey().text());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println("The %s is in %s. Have its public half trusted with:".formatted(key, file));
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
      description = "List the keys that are trusted, and the own one (*).")
  int list(
      @Mixin SigningOptions signing,
      @Option(names = "--json", description = "Print one JSON object for each.") boolean isJson)
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
            ? "There is no trust file: nobody is asked for a signature."
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
      description = {
        "Add a public key to the trust file, which is made if it is not there.",
        "Workers see a change of their file within seconds."
      })
  int trust(
      @Parameters(paramLabel = "KEY", description = "The public half: ed25519:…") String key,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "What it may do: ${COMPLETION-CANDIDATES}. A worker is a steward too.")
          Role role,
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "Whose it is; for a submitter the name that the key was made with.")
          String name,
      @Option(
              names = "--lane",
              paramLabel = "LANE",
              description = "A lane that the submitter may use; may be repeated. Default: all.")
          List<String> lanes,
      @Option(
              names = "--repository",
              paramLabel = "GLOB",
              description = "Repositories for the submitter's jobs; may be repeated. Default: all.")
          List<String> repositories,
      @Option(
              names = "--expires",
              paramLabel = "DAY",
              description = "From then on it signs nothing new, such as 2027-01-31.")
          String expires,
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
      err.println("It is new, and is enforced; mode: warn in it only counts and tells.");
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

  private Instant end(String expires) {
    try {
      return expires == null ? null : TrustReader.expires(expires);
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--expires must be a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z, got: "
              + expires);
    }
  }

  private static List<String> all(List<String> given) {
    return given == null ? List.of() : new ArrayList<>(given);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of new, list, trust");
  }
}
