package dev.handoff.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class BundleUploadBrokerTest {

  private final Installation installation;
  private final JobProducer producer;
  private final Path file;

  BundleUploadBrokerTest(TestBroker broker, @TempDir Path folder) {
    installation = Installation.on(broker);
    producer = new JobProducer(installation.settings(), "ann");
    file = folder.resolve("bundle");
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void theBriefOnTheLogNamesTheBundleThatIsThere() throws Exception {
    byte[] bytes = new byte[600_000];
    new Random(7).nextBytes(bytes);
    Files.write(file, bytes);
    Sources known = new Sources(List.of("git@example.org:r.git"), "abc", null);
    Brief brief = Installation.brief("x").withSources(known);

    JobId job =
        producer
            .submit(producer.newId(), brief, SubmitOptions.NONE.withBundle(file))
            .get(60, TimeUnit.SECONDS);

    Sources sources = installation.read(job).submitted().brief().scope().sources();
    assertThat(sources.with(null)).isEqualTo(known);
    assertThat(sources.bundle().bytes()).isEqualTo(bytes.length);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    Sources.Bundle bundle = sources.bundle();
    new ArtifactStore(installation.settings(), null)
        .read(
            job,
            new Artifact(Sources.BUNDLE, bundle.bytes(), bundle.sha256(), bundle.offset()),
            stored,
            Duration.ofSeconds(30));
    assertThat(stored.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void aBundleThatCannotBeSentLeavesNothingThatWasPromised() {
    JobId job = producer.newId();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(
            () ->
                producer
                    .submit(job, Installation.brief("x"), SubmitOptions.NONE.withBundle(file))
                    .get(60, TimeUnit.SECONDS));

    assertThat(installation.inLane()).isEmpty();
    assertThat(installation.events()).isEmpty();
  }
}
