package dev.handoff.cli.local;

import dev.handoff.cli.server.GatewayServer;
import dev.handoff.cli.state.LocalBoard;
import dev.handoff.cli.state.LocalFolder;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.PeerUser;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The board in the local process: a gateway from the first command that asks for it. Before that,
 * nothing of the gateway is loaded. A process that follows one that died, or that made room for
 * another build, serves the board again as it was, so that open pages continue.
 *
 * <p>While no process has the port, any user of this host could take it, and read the token from
 * what an open page sends. So a token is used again only where the system tells whose each
 * connection is, and a token whose port somebody has taken is not used again.
 */
final class LocalGateway {

  private static final Logger LOG = LoggerFactory.getLogger(LocalGateway.class);

  private final LocalFolder folder;
  private final LocalProcess process;
  private final KafkaSettings kafka;

  // Owned by the main thread.
  private @Nullable GatewayServer server;
  private @Nullable LocalBoard board;
  private boolean hasLooked;

  LocalGateway(LocalFolder folder, LocalProcess process, KafkaSettings kafka) {
    this.folder = folder;
    this.process = process;
    this.kafka = kafka;
  }

  /**
   * Begins to serve if a command has asked for it, or the process before this one did. Never
   * throws: jobs go on without a board.
   */
  void look() {
    try {
      boolean isAsked = Files.exists(folder.boardRequest());
      boolean isAgain = !hasLooked && folder.board().isPresent();
      hasLooked = true;
      if (board == null && (isAsked || isAgain)) {
        start();
      } else if (board != null && isAsked) {
        folder.write(board); // somebody has deleted it
      }
      if (isAsked) {
        // Without a board that is described by now, this tells the command that there will be none.
        Files.deleteIfExists(folder.boardRequest());
      }
    } catch (IOException e) {
      LOG.error("The files of the board cannot be used", e);
    }
  }

  /** Whether somebody looks at the board. A page that nobody looks at keeps no connection. */
  boolean isInUse() {
    return server != null && server.isInUse();
  }

  private void start() throws IOException {
    try {
      Optional<LocalBoard> before =
          PeerUser.ofThisProcess().isPresent() ? folder.board() : Optional.empty();
      LocalBoard served = serve(before.orElse(null));
      folder.write(served);
      board = served;
      LOG.info("The board is served at {}", served.address());
    } catch (IOException | RuntimeException | LinkageError e) {
      // A linkage error: the jars have been replaced since this process began.
      LOG.error("The board cannot be served", e);
      folder.forgetBoard();
    }
  }

  private LocalBoard serve(@Nullable LocalBoard before) throws IOException {
    int port = before == null ? GatewayAddress.DEFAULT.port() : before.port();
    try {
      return serve(port, before == null ? Tokens.newSecret() : before.token());
    } catch (IOException taken) {
      return serve(0, Tokens.newSecret());
    }
  }

  private LocalBoard serve(int port, String secret) throws IOException {
    String user = System.getProperty("user.name"); // as handoff task names the submitter
    Token token = new Token(user, Tokens.sha256(secret), TokenRole.OPERATOR, List.of());
    GatewaySettings settings =
        GatewaySettings.of(new Tokens(List.of(token)))
            .withAddress(GatewayAddress.DEFAULT.withPort(port))
            .ofOwnUserAlone();
    GatewayServer started =
        new GatewayServer(
            kafka,
            settings,
            new ConfigurationFile(System.getenv()).read().policy().ofLocalDefault());
    server = started;
    return new LocalBoard(process.pid(), process.startedAt(), started.address().port(), secret);
  }

  /**
   * Ends all streams. Never throws: the worker and the broker must end in order after it.
   *
   * @param isForGood whether the next process is not to serve it again
   */
  void close(boolean isForGood) {
    try {
      if (isForGood) {
        folder.forgetBoard();
      }
      if (server != null) {
        server.close();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("The board could not be ended in order", e);
    }
  }
}
