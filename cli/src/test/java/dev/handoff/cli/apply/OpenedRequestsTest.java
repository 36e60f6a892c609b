package dev.handoff.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.source.Git;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pull requests that are recorded in a repository. */
class OpenedRequestsTest {

  private static final String BRANCH = "handoff/a.b-tidy_up-1";
  private static final String REMOTE = "https://example.org/r.git";

  @TempDir Path folder;

  private TestRepository repository;
  private OpenedRequests requests;

  @BeforeEach
  void makeABranch() {
    repository = TestRepository.in(folder.resolve("repository")).with("a", "1\n");
    repository.commit();
    repository.git("branch", BRANCH);
    requests = new OpenedRequests(new Git(repository.path()));
  }

  @Test
  void aRequestIsKnownForItsBranchAndRemote() {
    assertThat(requests.of(BRANCH, REMOTE)).isEmpty();

    requests.keep(BRANCH, REMOTE, "https://example.org/pull/1");
    requests.keep(BRANCH, REMOTE, "https://example.org/pull/2");

    assertThat(requests.of(BRANCH, REMOTE)).contains("https://example.org/pull/2");
    assertThat(requests.of("main", REMOTE)).isEmpty();
    assertThat(requests.of(BRANCH, "https://example.org/other.git")).isEmpty();
  }

  @Test
  void aRequestWithoutAnAddressIsKnownToo() {
    requests.keep(BRANCH, REMOTE, null);

    assertThat(requests.of(BRANCH, REMOTE)).contains("");
  }

  @Test
  void aBranchThatIsDeletedOrAnotherNowHasNone() {
    requests.keep(BRANCH, REMOTE, "https://example.org/pull/1");
    repository.git("branch", "-q", "-D", BRANCH);
    repository.git("branch", BRANCH);
    assertThat(requests.of(BRANCH, REMOTE)).isEmpty();

    requests.keep(BRANCH, REMOTE, "https://example.org/pull/1");
    String commit = repository.with("a", "2\n").commit();
    repository.git("update-ref", "refs/heads/" + BRANCH, commit);
    assertThat(requests.of(BRANCH, REMOTE)).isEmpty();
  }

  @Test
  void whatMakesItForgottenIsACommand() {
    requests.keep(BRANCH, REMOTE, "https://example.org/pull/1");

    repository.git(OpenedRequests.forget(BRANCH).substring("git ".length()).split(" "));

    assertThat(requests.of(BRANCH, REMOTE)).isEmpty();
  }
}
