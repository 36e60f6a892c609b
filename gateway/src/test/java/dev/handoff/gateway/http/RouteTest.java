package dev.handoff.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTest {

  private static Route route(String template) {
    return new Route("GET", template, null, (exchange, path) -> {});
  }

  @Test
  void partsOfAPathAreNamed() {
    assertThat(route("/v1/jobs/{job}/events").match("/v1/jobs/task-1/events"))
        .contains(Map.of("job", "task-1"));
  }

  @Test
  void theRestOfAPathMayHaveAnyParts() {
    assertThat(route("/v1/jobs/{job}/files/{name*}").match("/v1/jobs/1/files/artifacts/a/b.png"))
        .contains(Map.of("job", "1", "name", "artifacts/a/b.png"));
  }

  @Test
  void anotherPathIsOfAnotherRoute() {
    assertThat(route("/v1/jobs/{job}").match("/v1/jobs/")).isEmpty();
    assertThat(route("/v1/jobs/{job}").match("/v1/jobs/1/events")).isEmpty();
    assertThat(route("/v1/jobs").match("/v1/jobs/")).isEmpty();
    assertThat(route("/v1/jobs/{job}/files/{name*}").match("/v1/jobs/1/files/")).isEmpty();
    assertThat(route("/v1/jobs").match("/v1/jobs:cancel")).isEmpty();
  }
}
