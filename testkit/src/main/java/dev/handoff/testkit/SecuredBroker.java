package dev.handoff.testkit;

import dev.handoff.broker.BrokerCredentials;
import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.testkit.TestCertificates.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker like a team's: ACLs decide on rights. Clients log in over TLS with a password, by PLAIN
 * or SCRAM-SHA-512, or with a certificate on a separate listener, where the user is the
 * certificate's common name.
 */
public final class SecuredBroker implements AutoCloseable {

  private static final int ITERATIONS = 4096;
  private static final String CLIENT_LISTENER = "listener.name.client.";

  private final TestCertificates certificates;
  private final Path passwords;
  private final LocalBroker broker;
  private final String tlsAddress;
  private final Admin admin;

  /**
   * Starts a broker.
   *
   * @param folder for its data, which are not deleted
   * @param login how long a login is valid: after that each connection logs in again, and fails if
   *     its user is gone. Zero: as long as the connection lasts.
   */
  public SecuredBroker(Path folder, Duration login) {
    certificates = new TestCertificates(folder);
    passwords = folder.resolve("passwords");
    List<Integer> ports = FreePorts.take(3);
    tlsAddress = "127.0.0.1:" + ports.get(2);
    LocalBrokerSettings settings =
        LocalBrokerSettings.inFolder(folder.resolve("broker"))
            .withPorts(ports.get(0), ports.get(1));
    BrokerCredentials credentials = settings.credentials();
    PasswordFile.put(passwords, credentials.user(), credentials.password());
    Map<String, String> overrides = new HashMap<>(listeners(ports));
    PasswordFile.configuration(passwords, credentials)
        .forEach((key, value) -> overrides.put(CLIENT_LISTENER + key, value));
    overrides.put(
        CLIENT_LISTENER + "plain.connections.max.reauth.ms", String.valueOf(login.toMillis()));
    overrides.putAll(tls(certificates.valid("broker")));
    overrides.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    overrides.put("super.users", "User:" + credentials.user());
    broker = LocalBroker.start(settings.withOverrides(overrides));
    admin = Admin.create(Map.copyOf(superuser()));
  }

  private static Map<String, String> listeners(List<Integer> ports) {
    String client = "CLIENT://127.0.0.1:" + ports.get(0);
    String tls = "TLS://127.0.0.1:" + ports.get(2);
    Map<String, String> properties = new HashMap<>();
    properties.put("listeners", client + "," + tls + ",CONTROLLER://127.0.0.1:" + ports.get(1));
    properties.put("advertised.listeners", client + "," + tls);
    properties.put(
        "listener.security.protocol.map", "CLIENT:SASL_SSL,TLS:SSL,CONTROLLER:SASL_PLAINTEXT");
    properties.put(CLIENT_LISTENER + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    properties.put(
        CLIENT_LISTENER + "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    properties.put("listener.name.tls.ssl.client.auth", "required");
    properties.put(
        "listener.name.tls.ssl.principal.mapping.rules", "RULE:^CN=([^,]+),.*$/$1/,DEFAULT");
    return properties;
  }

  private Map<String, String> tls(Identity identity) {
    Map<String, String> properties = new HashMap<>();
    properties.put("ssl.keystore.type", "PEM");
    properties.put("ssl.keystore.key", identity.key());
    properties.put("ssl.keystore.certificate.chain", identity.certificates());
    properties.putAll(trusting(certificates.authority()));
    return properties;
  }

  private static Map<String, String> trusting(String certificate) {
    return Map.of("ssl.truststore.type", "PEM", "ssl.truststore.certificates", certificate);
  }

  public TestCertificates certificates() {
    return certificates;
  }

  /** The client properties of a user who may do everything. */
  public Map<String, String> superuser() {
    Map<String, String> properties = new HashMap<>(broker.clientProperties());
    properties.put("security.protocol", "SASL_SSL");
    properties.putAll(trusting(certificates.authority()));
    return properties;
  }

  /** A client of {@link #superuser()}; this broker closes it. */
  public Admin admin() {
    return admin;
  }

  /**
   * The client properties of a user with that password.
   *
   * @param password the text for the properties, which may be a reference
   */
  public Map<String, String> login(String user, String password) {
    return login("PLAIN", "plain.PlainLoginModule", user, password);
  }

  /** The same for a user of {@link #addScramUser}. */
  public Map<String, String> scramLogin(String user, String password) {
    return login("SCRAM-SHA-512", "scram.ScramLoginModule", user, password);
  }

  private Map<String, String> login(String mechanism, String module, String user, String password) {
    Map<String, String> properties = superuser();
    properties.put("sasl.mechanism", mechanism);
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
            .formatted(module, user, password));
    return properties;
  }

  /** The client properties for that certificate. */
  public Map<String, String> certificate(Identity identity) {
    Map<String, String> properties = tls(identity);
    properties.put("bootstrap.servers", tlsAddress);
    properties.put("security.protocol", "SSL");
    return properties;
  }

  public void addUser(String user, String password) {
    PasswordFile.put(passwords, user, password);
  }

  public void removeUser(String user) {
    PasswordFile.remove(passwords, user);
  }

  /** Adds a user who logs in by SCRAM-SHA-512, which is slow by design. */
  public void addScramUser(String user, String password) {
    UserScramCredentialUpsertion credential =
        new UserScramCredentialUpsertion(
            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password);
    try {
      admin.alterUserScramCredentials(List.of(credential)).all().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }
}
