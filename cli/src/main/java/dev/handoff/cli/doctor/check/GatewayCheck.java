package dev.handoff.cli.doctor.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway of this user's file, if there is one.
 *
 * @param problem why the file is refused; null if it is valid
 * @param exposed files of it that other users of this host may read or change
 * @param address where it answers; null if that is not known
 * @param answer to {@code /readyz}; null if nothing listens there
 */
public record GatewayCheck(
    Path file,
    @Nullable String problem,
    List<Exposed> exposed,
    @Nullable String address,
    @Nullable Answer answer)
    implements Check {

  private static final String NAME = "gateway";
  private static final int READY = 200;
  private static final int NOT_READY = 503;

  /** A file that is not its owner's alone. */
  public record Exposed(Path file, boolean isWritable) {}

  /**
   * What a server answered.
   *
   * @param status of HTTP; 0: it gave no answer of HTTP
   * @param text of the answer, or why there is none
   */
  public record Answer(int status, String text) {}

  @Override
  public List<Diagnosis> findings() {
    List<Diagnosis> findings = new ArrayList<>();
    exposed.forEach(each -> findings.add(ofExposed(each)));
    if (problem != null) {
      findings.add(Diagnosis.failed(NAME, problem, "correct " + file));
    } else {
      findings.add(ofAnswer());
    }
    return findings;
  }

  /** Who can add a token may do everything with jobs; who can read one learns names and digests. */
  private static Diagnosis ofExposed(Exposed each) {
    String remedy = "chmod go= " + each.file();
    return each.isWritable()
        ? Diagnosis.failed(NAME, "others may change " + each.file(), remedy)
        : Diagnosis.warning(NAME, "others may read " + each.file(), remedy);
  }

  private Diagnosis ofAnswer() {
    if (address == null || answer == null) {
      return Diagnosis.ok(
          NAME, file + " is valid" + (address == null ? "" : "; no gateway runs at " + address));
    }
    return switch (answer.status()) {
      case READY -> Diagnosis.ok(NAME, "the one at %s is ready".formatted(address));
      case NOT_READY ->
          Diagnosis.failed(
              NAME,
              "the one at %s: %s".formatted(address, answer.text()),
              "look at its log, and whether its brokers can be reached and permit it what ops/acls.sh gives");
      default ->
          Diagnosis.warning(
              NAME,
              "what listens at %s does not answer as a gateway: %s"
                  .formatted(address, answer.text()),
              "give the gateway another address in %s, or end what has taken this one"
                  .formatted(file));
    };
  }
}
