package dev.handoff.testkit;

import dev.handoff.broker.BrokerCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;
import org.jspecify.annotations.Nullable;

/**
 * Checks PLAIN logins against a file of users that may change while the broker runs. Kafka's own
 * list for PLAIN is fixed at the start. The list for SCRAM is not, but each of its logins takes
 * thousands of hashes, which is too slow for tests of other things.
 */
public final class PasswordFile implements AuthenticateCallbackHandler {

  private static final String OPTION = "passwords";

  private @Nullable Path file;

  /**
   * The configuration of the broker's listener; the keys lack the listener's prefix.
   *
   * @param broker how the broker logs in to itself
   */
  static Map<String, String> configuration(Path file, BrokerCredentials broker) {
    return Map.of(
        "plain.sasl.server.callback.handler.class",
        PasswordFile.class.getName(),
        "plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%s\" password=\"%s\" %s=\"%s\";"
                .formatted(broker.user(), broker.password(), OPTION, file));
  }

  static synchronized void put(Path file, String user, String password) {
    Properties passwords = read(file);
    passwords.setProperty(user, password);
    write(file, passwords);
  }

  static synchronized void remove(Path file, String user) {
    Properties passwords = read(file);
    passwords.remove(user);
    write(file, passwords);
  }

  private static synchronized Properties read(Path file) {
    Properties passwords = new Properties();
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        passwords.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return passwords;
  }

  private static void write(Path file, Properties passwords) {
    try (OutputStream out = Files.newOutputStream(file)) {
      passwords.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void configure(
      Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {
    file = Path.of((String) entries.get(0).getOptions().get(OPTION));
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    String user = null;
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback name) {
        user = name.getDefaultName();
      } else if (callback instanceof PlainAuthenticateCallback login) {
        String password =
            user == null ? null : read(Objects.requireNonNull(file)).getProperty(user);
        login.authenticated(password != null && password.equals(String.valueOf(login.password())));
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {}
}
