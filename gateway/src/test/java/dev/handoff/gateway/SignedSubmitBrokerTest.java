package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.log.Signatures;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.TrustedKey;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway that signs with its own key what the owners of tokens submit. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedSubmitBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BRIEF = "goal: show it\nlane: quick\nrun: {handler: show}\n";
  private static final SigningKey KEY = SigningKey.generate("board");
  private static final Trust TRUST =
      new Trust(
          Trust.Mode.ENFORCE, List.of(TrustedKey.of(KEY.publicKey(), Role.SUBMITTER, "board")));

  private final TestGateways gateways;
  private final TestGateways.Running gateway;

  SignedSubmitBrokerTest(TestBroker broker) throws IOException {
    gateways = new TestGateways(broker, Signatures.of(KEY, TrustSource.of(TRUST)));
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  private String submitted(String secret, String... headers) throws IOException {
    HttpResponse<String> answer = gateway.post("/v1/jobs", secret, BRIEF, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("job").asText();
  }

  @Test
  void aJobIsTheGatewaysOnBehalfOfTheTokensOwnerWhoFindsIt() throws Exception {
    String job = submitted(TestGateways.SUBMITTER);

    JsonNode read = JSON.readTree(gateway.get("/v1/jobs/" + job, "Prefer", "wait=0").body());
    JsonNode anns = JSON.readTree(gateway.get("/v1/jobs?submitter=ann&limit=500").body());
    JsonNode bobs = JSON.readTree(gateway.get("/v1/jobs?submitter=bob&limit=500").body());

    assertThat(read.path("submitter").asText()).isEqualTo("board");
    assertThat(read.path("onBehalfOf").asText()).isEqualTo("ann");
    assertThat(anns.path("jobs").findValuesAsText("job")).contains(job);
    assertThat(bobs.path("jobs").findValuesAsText("job")).doesNotContain(job);
  }

  @Test
  void theSameKeyOfTwoTokensMeansTwoJobs() throws Exception {
    String anns = submitted(TestGateways.SUBMITTER, "Idempotency-Key", "nightly");
    String bobs = submitted(TestGateways.QUICK_ONLY, "Idempotency-Key", "nightly");

    assertThat(bobs).isNotEqualTo(anns);
    assertThat(submitted(TestGateways.SUBMITTER, "Idempotency-Key", "nightly")).isEqualTo(anns);
    assertThat(JSON.readTree(gateway.get("/v1/jobs/" + anns).body()).path("key").asText())
        .isEqualTo("nightly");
  }
}
