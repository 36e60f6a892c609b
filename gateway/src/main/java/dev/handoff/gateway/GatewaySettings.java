package dev.handoff.gateway;

import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.trace.OtlpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is and whom it answers.
 *
 * @param names hosts to which it answers besides those of loopback
 * @param origins of pages besides its own that may ask it
 * @param tls null: plain HTTP
 * @param isBehindProxy whether a proxy on the way ends TLS, so that plain HTTP may leave this host
 * @param isReadOnly whether it only reads the log, on the rights of a watcher
 * @param isOwnUsersAlone whether it answers, where the system tells whose a connection is, to
 *     programs of its own user alone
 * @param idle after which a connection on which nothing moves is closed
 * @param otlp the collector that gets a trace of each job; null: none
 */
public record GatewaySettings(
    GatewayAddress address,
    Set<String> names,
    Set<String> origins,
    @Nullable Tls tls,
    boolean isBehindProxy,
    boolean isReadOnly,
    Tokens tokens,
    boolean isOwnUsersAlone,
    Duration idle,
    @Nullable OtlpAddress otlp) {

  private static final Duration IDLE = Duration.ofSeconds(60);

  /**
   * A certificate and its key.
   *
   * @param keyStore in the format PKCS 12
   * @param password of the store and of the key
   */
  public record Tls(Path keyStore, String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return "TLS by " + keyStore;
    }
  }

  /**
   * @throws IllegalArgumentException if it would send tokens and jobs in plain text over a network,
   *     or knows no token
   */
  public GatewaySettings {
    names = Set.copyOf(names);
    origins = Set.copyOf(origins);
    if (!address.isLoopback() && tls == null && !isBehindProxy) {
      throw new IllegalArgumentException(
          "address must be one of this host alone, such as %s, unless tls is given or behind_proxy is true, got: %s"
              .formatted(GatewayAddress.DEFAULT, address));
    }
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "tokens must name at least one, since nobody is answered without; make one with: handoff gateway token new --name NAME --role watcher");
    }
  }

  /** On this host alone, for the owners of these tokens. */
  public static GatewaySettings of(Tokens tokens) {
    return new GatewaySettings(
        GatewayAddress.DEFAULT, Set.of(), Set.of(), null, false, false, tokens, false, IDLE, null);
  }

  public GatewaySettings withAddress(GatewayAddress other) {
    return new GatewaySettings(
        other, names, origins, tls, isBehindProxy, isReadOnly, tokens, isOwnUsersAlone, idle, otlp);
  }

  public GatewaySettings readOnly() {
    return new GatewaySettings(
        address, names, origins, tls, isBehindProxy, true, tokens, isOwnUsersAlone, idle, otlp);
  }

  public GatewaySettings ofOwnUserAlone() {
    return new GatewaySettings(
        address, names, origins, tls, isBehindProxy, isReadOnly, tokens, true, idle, otlp);
  }

  public GatewaySettings withIdle(Duration other) {
    return new GatewaySettings(
        address,
        names,
        origins,
        tls,
        isBehindProxy,
        isReadOnly,
        tokens,
        isOwnUsersAlone,
        other,
        otlp);
  }

  public GatewaySettings withOtlp(OtlpAddress other) {
    return new GatewaySettings(
        address,
        names,
        origins,
        tls,
        isBehindProxy,
        isReadOnly,
        tokens,
        isOwnUsersAlone,
        idle,
        other);
  }
}
