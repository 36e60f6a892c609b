package dev.handoff.cli.doctor;

import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.GatewayCheck;
import dev.handoff.cli.doctor.check.GatewayCheck.Answer;
import dev.handoff.cli.doctor.check.GatewayCheck.Exposed;
import dev.handoff.file.FileErrorText;
import dev.handoff.gateway.GatewayReader;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the gateway's file as the gateway does, and asks whether it is ready where it is to listen.
 *
 * @param file which need not exist
 * @param home what {@code ~} stands for in it
 * @param patience limit for a connection, and for each part of an answer
 */
record GatewayProbe(Path file, Path home, Duration patience) {

  private static final int MAX_ANSWER = 1000;
  private static final Set<String> ANY = Set.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]");

  List<Check> look() throws IOException {
    if (Files.notExists(file)) {
      return List.of();
    }
    List<Exposed> exposed = new ArrayList<>(exposed(file));
    try {
      GatewaySettings settings = new GatewayReader(home).read(file, null);
      GatewaySettings.Tls tls = settings.tls();
      SSLSocketFactory pinned = null;
      if (tls != null) {
        exposed.addAll(exposed(tls.keyStore()));
        pinned = PinnedTls.of(tls.keyStore(), tls.password());
      }
      GatewayAddress address = settings.address();
      boolean isKnown = address.port() != 0;
      return List.of(
          new GatewayCheck(
              file,
              null,
              exposed,
              isKnown ? address.toString() : null,
              isKnown ? answer(address, pinned) : null));
    } catch (InvalidSettingsException refused) {
      return List.of(refused(exposed, String.valueOf(refused.getMessage())));
    } catch (IOException unreadable) {
      return List.of(refused(exposed, file + " cannot be used: " + FileErrorText.of(unreadable)));
    }
  }

  private GatewayCheck refused(List<Exposed> exposed, String problem) {
    return new GatewayCheck(file, problem, exposed, null, null);
  }

  private static List<Exposed> exposed(Path file) throws IOException {
    if (Files.notExists(file)) {
      return List.of(); // reported as unreadable
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    boolean isWritable =
        permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    boolean isReadable =
        permissions.contains(PosixFilePermission.GROUP_READ)
            || permissions.contains(PosixFilePermission.OTHERS_READ);
    return isWritable || isReadable ? List.of(new Exposed(file, isWritable)) : List.of();
  }

  /** No token is sent, and little is read: any server may have this port. Null: there is none. */
  private @Nullable Answer answer(GatewayAddress address, @Nullable SSLSocketFactory tls) {
    String host = ANY.contains(address.host()) ? "127.0.0.1" : address.host();
    String scheme = tls == null ? "http" : "https";
    try {
      URI page = URI.create("%s://%s:%d/readyz".formatted(scheme, host, address.port()));
      HttpURLConnection connection =
          (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
      if (tls != null && connection instanceof HttpsURLConnection secure) {
        secure.setSSLSocketFactory(tls);
        // The certificate is known; its name may be another than this address.
        secure.setHostnameVerifier((name, session) -> true);
      }
      return answer(connection);
    } catch (ConnectException nobody) {
      return null;
    } catch (SocketTimeoutException late) {
      return new Answer(0, "no answer within " + patience.toSeconds() + " s");
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e.getMessage()));
    }
  }

  private Answer answer(HttpURLConnection connection) throws IOException {
    connection.setConnectTimeout((int) patience.toMillis());
    connection.setReadTimeout((int) patience.toMillis());
    connection.setInstanceFollowRedirects(false);
    try {
      int status = connection.getResponseCode();
      InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      String text =
          body == null ? "" : new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
      boolean isGateways =
          status == 200 && text.equals("ready\n")
              || status == 503 && text.startsWith("not ready\n");
      return isGateways
          ? new Answer(status, text.strip().replace("\n", ", "))
          : new Answer(0, status < 0 ? "it does not speak HTTP" : "it answers " + status);
    } finally {
      connection.disconnect();
    }
  }
}
