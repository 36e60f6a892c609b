package dev.handoff.gateway.roll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import dev.handoff.gateway.roll.Collisions.Collision;
import dev.handoff.job.JobId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Live jobs that may change the same files. */
class CollisionsTest {

  private static final String SITE = "https://git.example.org/site.git";

  private final Map<JobId, Scope> live = new HashMap<>();

  private static JobId job(int seconds) {
    return JobId.next(Instant.parse("2026-01-02T03:00:00Z").plusSeconds(seconds), 0);
  }

  private JobId job(int seconds, String repo, String... include) {
    return job(seconds, new Scope(repo, "main", "", List.of(include), List.of()));
  }

  private JobId job(int seconds, Scope scope) {
    JobId job = job(seconds);
    live.put(job, scope);
    return job;
  }

  private static Scope at(String repo, @Nullable String remote, String include) {
    Sources sources = remote == null ? null : new Sources(List.of(remote), null, null);
    return new Scope(repo, "main", "", List.of(include), List.of(), sources);
  }

  private Collisions of(JobId job) {
    return Collisions.of(job, live, () -> true);
  }

  @Test
  void jobsWhoseGlobsShareAPathAreNamedWithItTheNewestFirst() {
    JobId posts = job(1, SITE, "content/posts/**");
    job(2, SITE, "src/**");
    JobId all = job(3, SITE, "content/**");
    JobId one = job(4, SITE, "content/posts/a.md");

    Collisions found = of(posts);

    assertThat(found.isComplete()).isTrue();
    assertThat(found.found()).extracting(Collision::job).containsExactly(one, all);
    assertThat(found.found().get(0).path()).isEqualTo("content/posts/a.md");
    assertThat(found.found().get(1).path()).startsWith("content/posts/");
  }

  @Test
  void aScopeWithoutGlobsIsTheWholeRepository() {
    JobId whole = job(1, SITE);
    JobId part = job(2, SITE, "src/main/**");

    assertThat(of(whole).found()).extracting(Collision::job).containsExactly(part);
    assertThat(of(part).found()).extracting(Collision::job).containsExactly(whole);
  }

  @Test
  void jobsOfAnotherRepositoryDoNotCollide() {
    JobId site = job(1, SITE, "**");
    job(2, "https://git.example.org/shop.git", "**");

    assertThat(of(site)).isEqualTo(Collisions.NONE);
  }

  @Test
  void aRepositoryIsTheSameByAnyOfItsPlaces() {
    JobId url = job(1, at("https://git.example.org/site", null, "a"));
    JobId folder = job(2, at("/home/ann/site", SITE, "a"));

    assertThat(of(url).found()).extracting(Collision::job).containsExactly(folder);
    assertThat(of(folder).found()).extracting(Collision::job).containsExactly(url);
  }

  @Test
  void aJobThatIsNotLiveHasNone() {
    job(1, SITE, "**");

    assertThat(of(job(9))).isEqualTo(Collisions.NONE);
  }

  @Test
  void noMoreAreComparedThanThereIsTimeFor() {
    JobId mine = job(1, SITE, "**");
    job(2, SITE, "**");

    Collisions found = Collisions.of(mine, live, () -> false);

    assertThat(found.found()).isEmpty();
    assertThat(found.isComplete()).isFalse();
  }

  @Test
  void noMoreAreNamedThanAnybodyReads() {
    JobId mine = job(0, SITE, "**");
    for (int i = 1; i <= Collisions.MOST + 1; i++) {
      job(i, SITE, "**");
    }

    Collisions found = of(mine);

    assertThat(found.found()).hasSize(Collisions.MOST);
    assertThat(found.isComplete()).isFalse();
  }
}
