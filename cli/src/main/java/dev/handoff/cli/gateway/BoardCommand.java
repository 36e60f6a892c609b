package dev.handoff.cli.gateway;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.state.LocalBoard;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The board for one person on this host. The local default serves its own; for another cluster this
 * command is a gateway with a token of its own while it runs.
 */
@Command(
    name = "board",
    mixinStandardHelpOptions = true,
    description =
        "Show what runs, what needs you, and each job, on a page. Opens it in the browser. It is served on this host alone: by the local default until that stops, for another cluster by this command until Ctrl-C.")
public final class BoardCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--no-open",
      order = HelpSection.OPTIONS,
      description = "Only print the address; open no browser.")
  private boolean isOnlyPrinted;

  @Mixin private ConnectionOptions connection;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = connection.connect();
    Optional<LocalBoard> local =
        connection.isLocal() ? connection.local().openBoard() : Optional.empty();
    return local.isPresent() ? show(local.get()) : serve(kafka);
  }

  /** Its page stays where it is, as long as the board, since a browser may read it late. */
  private int show(LocalBoard board) {
    PageOpener opener = new PageOpener(System.getenv(), connection.local().boardPage());
    show(
        board.addressWithToken(),
        opener,
        "It is there until the local broker and worker stop (handoff local stop).");
    return ExitCode.COMPLETED;
  }

  private int serve(KafkaSettings kafka) throws IOException, InterruptedException {
    String secret = Tokens.newSecret();
    String user = System.getProperty("user.name"); // as handoff task names the submitter
    Token token = new Token(user, Tokens.sha256(secret), TokenRole.OPERATOR, List.of());
    GatewaySettings settings = GatewaySettings.of(new Tokens(List.of(token))).ofOwnUserAlone();
    try (PageOpener opener = new PageOpener(System.getenv(), null)) {
      return new GatewayRun(connection, kafka)
          .serve(
              settings,
              true,
              at ->
                  show(
                      "http://" + at + "/#token=" + secret, opener, "Ctrl-C ends it; jobs go on."));
    }
  }

  private void show(String address, PageOpener opener, String end) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(address);
    out.flush();
    boolean isOpened = !isOnlyPrinted && opener.open(address);
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        (isOpened
                ? "The board is open in your browser. "
                : "Open this address in a browser. It lets in whoever has it. ")
            + end);
    err.flush();
  }
}
