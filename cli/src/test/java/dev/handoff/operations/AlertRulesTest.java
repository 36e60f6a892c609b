package dev.handoff.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The alerts say the right thing at the right time, and what to do then. */
class AlertRulesTest {

  @Test
  void prometheusTakesTheConfigurationWithItsRules() {
    ProcessResult check = promtool("check", "config", "prometheus.yml");

    assertThat(check.exit()).as("%s", check).isZero();
    assertThat(check.stdout()).contains("SUCCESS: 1 rule files found");
  }

  @Test
  void eachAlertFiresWhenItShouldAndNotOtherwise() {
    ProcessResult tests = promtool("test", "rules", "alerts_test.yml");

    assertThat(tests.exit()).as("%s", tests).isZero();
  }

  @Test
  void eachAlertIsTestedForFiringAndForNotFiring() throws IOException {
    List<String> firing = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    JsonNode cases = OperationFiles.yaml(OperationFiles.FOLDER.resolve("alerts_test.yml"));
    for (JsonNode one : cases.get("tests")) {
      for (JsonNode look : one.get("alert_rule_test")) {
        (look.path("exp_alerts").isEmpty() ? silent : firing).add(look.get("alertname").asText());
      }
    }

    for (JsonNode alert : OperationFiles.alerts()) {
      String name = alert.get("alert").asText();
      assertThat(firing).contains(name);
      assertThat(silent).contains(name);
    }
  }

  @Test
  void eachAlertSaysWhatIsWrongWhatItMeansAndWhatToDo() throws IOException {
    String page = Files.readString(OperationFiles.ROOT.resolve("docs/operations.md"));

    for (JsonNode alert : OperationFiles.alerts()) {
      String name = alert.get("alert").asText();
      JsonNode annotations = alert.get("annotations");
      for (String needed : List.of("summary", "description", "action")) {
        assertThat(annotations.path(needed).asText()).as(name + " " + needed).isNotBlank();
      }
      assertThat(annotations.path("runbook").asText())
          .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(page.lines()).contains("### " + name);
      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
    }
  }

  private static ProcessResult promtool(String... arguments) {
    return DebianProgram.find("promtool", "prometheus").run(OperationFiles.FOLDER, arguments);
  }
}
