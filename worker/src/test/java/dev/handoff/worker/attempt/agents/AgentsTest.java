package dev.handoff.worker.attempt.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testkit.ExecutableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsTest {

  @TempDir Path folder;
  private final Map<String, String> worker = new HashMap<>();

  @BeforeEach
  void makeAWorkersEnvironment() throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    worker.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    worker.put("HOME", folder.toString());
  }

  private void install(String script) throws IOException {
    Path program = folder.resolve("bin/mine");
    ExecutableFile.write(program, "#!/bin/sh\n" + script + "\n");
  }

  private void logIn() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve(".codex")).resolve("auth.json"), "{}");
  }

  private static AgentSettings mine() {
    return AgentSettings.codex().withCommand("mine");
  }

  private AgentOffer asked() throws InterruptedException {
    return new VersionProbe(worker, Duration.ofSeconds(5)).ask(mine());
  }

  private String objection() {
    return new Agents(List.of(mine()), worker).objection("codex").orElse("none");
  }

  @Test
  void whatIsMissingIsToldWithoutStartingAnything() throws IOException {
    assertThat(objection()).contains("is not installed", "mine");

    install("touch " + folder.resolve("ran"));
    assertThat(objection()).contains("is not logged in", "CODEX_API_KEY");

    logIn();
    assertThat(objection()).isEqualTo("none");

    Files.delete(folder.resolve(".codex/auth.json"));
    worker.put("CODEX_API_KEY", "k");
    assertThat(objection()).isEqualTo("none");
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @Test
  void anAgentThatNobodyConfiguredIsToldWithThoseThatAreThere() {
    assertThat(new Agents(List.of(mine()), worker).objection("other").orElseThrow())
        .isEqualTo("is not offered by this worker, which has: codex");
  }

  @Test
  void oneNameForTwoAgentsIsRefused() {
    assertThatThrownBy(() -> new Agents(List.of(mine(), mine()), worker))
        .hasMessageContaining("codex");
  }

  @Test
  void theVersionIsFoundInWhatItSays() throws Exception {
    install("echo 'mine-cli 1.2.3-beta (x)'; echo noise >&2");

    assertThat(asked()).isEqualTo(new AgentOffer("codex", "1.2.3-beta", null));
  }

  @Test
  void aProgramThatDoesNotStartIsNotOffered() throws Exception {
    install("echo broken; exit 3");

    assertThat(asked().problem()).contains("exit code 3", "broken");
  }

  @Test
  void aProgramThatHangsIsEndedWithItsChildren() throws Exception {
    install("sleep 3600 & echo $! >" + folder.resolve("pid") + "; wait");

    AgentOffer offer = new VersionProbe(worker, Duration.ofSeconds(1)).ask(mine());

    assertThat(offer.problem()).contains("did not report its version within 1 s");
    long child = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    Optional<ProcessHandle> left = ProcessHandle.of(child);
    if (left.isPresent()) {
      left.get().onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void theProgramSeesNothingOfTheWorkersSecrets() throws Exception {
    worker.put("SECRET", "s");
    install("env | grep -c SECRET || true");

    assertThat(asked().version()).isEqualTo("0");
  }

  @Test
  void aLogInThatComesWhileTheWorkerRunsIsFound() throws Exception {
    install("echo mine 1.0");
    SynchronousQueue<List<AgentOffer>> heard = new SynchronousQueue<>();
    try (Agents agents = new Agents(List.of(mine()), worker)) {
      assertThat(agents.offers()).isEmpty();

      agents.start(() -> hand(heard, agents));
      List<AgentOffer> first = heard.poll(30, TimeUnit.SECONDS);
      logIn();
      List<AgentOffer> second = heard.poll(30, TimeUnit.SECONDS);

      assertThat(first.get(0).problem()).contains("is not logged in");
      assertThat(second).containsExactly(new AgentOffer("codex", "1.0", null));
      assertThat(agents.title("codex")).isEqualTo("codex 1.0");
    }
  }

  private static void hand(SynchronousQueue<List<AgentOffer>> heard, Agents agents) {
    try {
      heard.put(agents.offers().orElseThrow());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
