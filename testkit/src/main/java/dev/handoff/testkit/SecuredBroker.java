package dev.handoff.testkit;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.testkit.TestCertificates.Identity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker as a team has one: who may do what is decided by ACLs, and clients log in by
 * SCRAM-SHA-512 over TLS, or by a certificate on a listener of its own, whose user is the
 * certificate's common name. A login that was taken away ends within three seconds.
 */
public final class SecuredBroker implements AutoCloseable {

  private static final int REAUTHENTICATION_MILLIS = 3000;
  private static final int ITERATIONS = 4096;

  private final TestCertificates certificates;
  private final LocalBroker broker;
  private final String tlsAddress;
  private final Admin admin;

  /**
   * @param folder for its data, which stay there
   */
  public SecuredBroker(Path folder) {
    certificates = new TestCertificates(folder);
    List<Integer> ports = FreePorts.take(3);
    tlsAddress = "127.0.0.1:" + ports.get(2);
    LocalBrokerSettings settings =
        LocalBrokerSettings.inFolder(folder.resolve("broker"))
            .withPorts(ports.get(0), ports.get(1));
    Map<String, String> overrides = new HashMap<>(listeners(ports));
    overrides.putAll(tls(certificates.valid("broker")));
    overrides.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    overrides.put("super.users", "User:" + settings.credentials().user());
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
    properties.put("listener.name.client.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    properties.put(
        "listener.name.client.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    properties.put(
        "listener.name.client.scram-sha-512.connections.max.reauth.ms",
        String.valueOf(REAUTHENTICATION_MILLIS));
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

  /** The client properties of somebody who may do everything. */
  public Map<String, String> superuser() {
    Map<String, String> properties = new HashMap<>(broker.clientProperties());
    properties.put("security.protocol", "SASL_SSL");
    properties.putAll(trusting(certificates.authority()));
    return properties;
  }

  /** A client of {@link #superuser()}; stays this broker's to close. */
  public Admin admin() {
    return admin;
  }

  /**
   * The client properties of a user with that password.
   *
   * @param password as it stands in the properties: it may be a reference
   */
  public Map<String, String> login(String user, String password) {
    Map<String, String> properties = superuser();
    properties.put("sasl.mechanism", "SCRAM-SHA-512");
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
    return properties;
  }

  /** The client properties of whoever has that certificate. */
  public Map<String, String> certificate(Identity identity) {
    Map<String, String> properties = tls(identity);
    properties.put("bootstrap.servers", tlsAddress);
    properties.put("security.protocol", "SSL");
    return properties;
  }

  public void addUser(String user, String password) {
    alter(
        new UserScramCredentialUpsertion(
            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password));
  }

  public void removeUser(String user) {
    alter(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512));
  }

  private void alter(UserScramCredentialAlteration alteration) {
    try {
      admin.alterUserScramCredentials(List.of(alteration)).all().get(30, TimeUnit.SECONDS);
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
