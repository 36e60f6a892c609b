package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.policy.Policy;
import dev.handoff.worker.attempt.order.AttemptSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductionCredentialsTest {

  @ParameterizedTest
  @CsvSource({
    "SHOP_PROD_TOKEN, abc123def456, true",
    "DB_PASSWORD_PRODUCTION, Tr0ub4dor, true",
    "PROD_DATABASE_URL, pg://ann:pa55-word@db/x, true",
    "AWS_PROFILE, acme-production, true",
    "PAYMENT_KEY, sk_live_abcdefgh12, true",
    "SHOP_PROD_REGION, eu-central-1, false",
    "SHOP_PROD_TOKEN, '', false",
    "SHOP_STAGING_TOKEN, abc123def456, false",
    "PRODUCT_TOKEN, abc123def456, false",
    "AWS_PROFILE, reproduction, false",
    "NODE_ENV, production, false",
  })
  void areToldByTheirNames(String name, String value, boolean isOne) {
    assertThat(ProductionCredentials.in(Map.of(name, value))).hasSize(isOne ? 1 : 0);
  }

  @Test
  void aWorkerThatSeesOneDoesNotStartAndTellsTheNameAlone() {
    AttemptSettings settings =
        AttemptSettings.in(Path.of("work"))
            .withEnvironment(Map.of("SHOP_PROD_TOKEN", "abc123def456"), name -> false);

    assertThatThrownBy(() -> ProductionCredentials.refuse(settings))
        .isInstanceOf(ProductionCredentialsException.class)
        .hasMessageContaining("SHOP_PROD_TOKEN")
        .hasMessageContaining("allow_production_credentials: true")
        .hasMessageNotContaining("abc123");

    List<String> all = List.of("**");
    Policy allowing =
        new Policy(all, List.of(), all, all, Network.ON, all, all, false, List.of(), true);
    ProductionCredentials.refuse(settings.withPolicy(allowing));
  }
}
