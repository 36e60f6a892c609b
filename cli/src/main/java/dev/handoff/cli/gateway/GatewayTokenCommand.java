package dev.handoff.cli.gateway;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.gateway.GatewayReader;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes tokens for those who ask a gateway. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Make a token for somebody who asks the gateway.")
final class GatewayTokenCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description =
          "Make a token and print it once. Its SHA-256 is added to the file of the gateway, which knows it after its next start.")
  int make(
      @Option(
              names = "--name",
              paramLabel = "NAME",
              required = true,
              order = HelpSection.OPTIONS,
              description = "Whose token it is. Jobs that it submits show this name.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              order = HelpSection.OPTIONS,
              description =
                  "watcher reads, submitter also submits, cancels and retries, operator does all.")
          String role,
      @Option(
              names = "--lane",
              paramLabel = "LANE",
              order = HelpSection.OPTIONS,
              description = "Lane to which it may submit. Repeatable. Default: all.")
          List<String> lanes,
      @Mixin GatewayFile file)
      throws IOException {
    TokenRole given =
        TokenRole.of(role)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "--role must be watcher, submitter or operator, got: " + role));
    List<String> only = lanes == null ? List.of() : new ArrayList<>(lanes);
    if (!only.isEmpty() && given == TokenRole.WATCHER) {
      throw new CommandException(ExitCode.USAGE, "a watcher submits to no lane: leave out --lane");
    }
    String secret = Tokens.newSecret();
    Token token = new Token(name, Tokens.sha256(secret), given, only);
    new TokenFile(file.path(), new GatewayReader(file.home())).add(token);
    PrintWriter out = spec.commandLine().getOut();
    out.println(secret);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println("This is shown once. Its SHA-256 is in " + file.path() + ".");
    err.flush();
    return ExitCode.COMPLETED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: new");
  }
}
