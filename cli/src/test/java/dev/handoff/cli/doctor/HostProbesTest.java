package dev.handoff.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.doctor.check.Diagnosis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker of this user would find on this host. */
class HostProbesTest {

  @TempDir Path folder;

  @Test
  void whatCountsAsASecretIsToldByNameAsTheWorkersFileHasIt() throws Exception {
    Path file = folder.resolve("handoff").resolve("worker.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "redact: {variables: [LICENCE], except: [API_KEY]}\n");
    Map<String, String> environment =
        Map.of(
            "XDG_CONFIG_HOME", folder.toString(),
            "HOME", folder.toString(),
            "NPM_TOKEN", "value-one-1",
            "LICENCE", "value-two-2",
            "API_KEY", "value-three-3",
            "DATABASE_URL", "pg://ann:value-four-4@db/x");

    List<Diagnosis> findings = look("secrets", environment);

    assertThat(findings)
        .containsExactly(
            Diagnosis.ok(
                "secrets",
                "Secrets, which never leave the worker, are the values of LICENCE, NPM_TOKEN, the"
                    + " password in DATABASE_URL"));
  }

  @Test
  void aWorkerWithoutSecretsIsToldToHaveNone() throws Exception {
    assertThat(look("secrets", Map.of("HOME", folder.toString())))
        .containsExactly(Diagnosis.ok("secrets", "No variable counts as a secret"));
  }

  private List<Diagnosis> look(String name, Map<String, String> environment) throws Exception {
    Probe look =
        new HostProbes(environment, folder, () -> null)
            .all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    return look.look().call().stream().flatMap(check -> check.findings().stream()).toList();
  }
}
