package dev.handoff.cli.server;

import dev.handoff.brief.policy.Policy;
import dev.handoff.cli.console.Version;
import dev.handoff.cli.help.SkillPage;
import dev.handoff.gateway.Gateway;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.http.About;
import dev.handoff.gateway.http.Figures;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.metrics.ClusterFigures;
import java.io.IOException;
import java.util.List;

/** A gateway in this process, with the figures of its cluster, until it is closed. */
public final class GatewayServer implements AutoCloseable {

  private final ClusterFigures figures;
  private final Gateway gateway;
  private final GatewayAddress address;

  /**
   * Begins to serve.
   *
   * @param policy of the submitters; the workers have their own
   * @throws IOException if the address cannot be bound
   */
  public GatewayServer(KafkaSettings kafka, GatewaySettings settings, Policy policy)
      throws IOException {
    figures = new ClusterFigures(kafka, Version.number(), Version.commit());
    gateway =
        new Gateway(kafka, settings, policy, served(figures), about(), List.of(figures.begin()));
    try {
      address = gateway.start();
      figures.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Begins to serve at the address of the settings, or at another port if that one is taken. Only
   * binding it shows whether it is.
   *
   * @throws IOException if no port can be bound
   */
  public static GatewayServer atThatOrAnyPort(
      KafkaSettings kafka, GatewaySettings settings, Policy policy) throws IOException {
    try {
      return new GatewayServer(kafka, settings, policy);
    } catch (IOException taken) {
      return new GatewayServer(kafka, settings.withAddress(settings.address().withPort(0)), policy);
    }
  }

  /** With the port that was found. */
  public GatewayAddress address() {
    return address;
  }

  /** Whether a client is connected, such as a page that somebody looks at. */
  public boolean isInUse() {
    return gateway.isInUse();
  }

  private static About about() throws IOException {
    return new About(Version.number(), SkillPage.text());
  }

  private static Figures served(ClusterFigures figures) {
    return new Figures() {

      @Override
      public String text() {
        return figures.text();
      }

      @Override
      public List<String> problems() {
        return figures.problems();
      }
    };
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    figures.close();
  }
}
