package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.Reason;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The board in a real browser, on a gateway and the log of a real broker. */
@ExtendWith(BrokerExtension.class)
class BoardBrowserTest {

  private static final String SITE = "https://git.example.org/site.git";
  private static final String HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>";

  private static Browser browser;

  private final TestBroker broker;
  private TestGateways gateways;
  private TestGateways.Running gateway;

  BoardBrowserTest(TestBroker broker) {
    this.broker = broker;
  }

  @BeforeAll
  static void startBrowser() throws IOException {
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    gateways = new TestGateways(broker);
    gateway = gateways.start();
  }

  @AfterEach
  void close() throws IOException {
    gateways.close();
  }

  private String page(String screen) {
    return gateway.url + "/#token=" + TestGateways.SUBMITTER + screen;
  }

  @Test
  void aJobAppearsOnceItIsOnTheLogAndGoesOnceItHasEnded() throws Exception {
    browser.open(page("/now"));
    browser.awaitShown(".summary", "Nothing runs and nothing waits.");

    JobId job = gateways.submitted("Migrate the posts");
    browser.awaitShown(".jobs li.queued", "Migrate the posts");
    gateways.append(job, TestGateways.started(), TestGateways.progressed(40));
    browser.awaitShown(".jobs li.running", "run 40 %");
    gateways.append(job, TestGateways.completed());

    browser.awaitGone(".jobs li");
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  void theFirstScreenOfAPersonIsWhatNeedsThem() throws Exception {
    JobId failed = gateways.submitted("Broken");
    gateways.append(failed, TestGateways.started(), TestGateways.failed(Reason.CHECK_FAILED));
    JobId unserved = gateways.submitted("Waiting for nobody");
    browser.open(page("/"));

    browser.awaitShown("h2", "Failed 1");
    browser.awaitShown("section", unserved.suffix());
    assertThat(browser.text("nav a[aria-current]")).isEqualTo("Needs you 2");

    browser.click("li[data-job='%s'] button".formatted(failed));

    browser.awaitGone("li[data-job='%s']".formatted(failed));
    assertThat(browser.text("nav a[aria-current]")).isEqualTo("Needs you 1");
  }

  @Test
  void aJobShowsWhichLiveJobsMayChangeTheSameFilesUntilTheyEnd() throws Exception {
    JobId job = gateways.submittedIn(SITE, "content/**");
    JobId other = gateways.submittedIn(SITE, "content/posts/a.md");
    gateways.submittedIn(SITE, "src/**");
    browser.open(page("/jobs/" + job));

    browser.awaitShown(".collisions li", "content/posts/a.md in the site");
    assertThat(browser.texts(".collisions li")).hasSize(1);
    assertThat(browser.texts(".collisions code")).containsExactly("content/posts/a.md");

    gateways.append(other, TestGateways.started(), TestGateways.completed());

    browser.awaitGone(".collisions");
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  void textsOfJobsAreTextsAndNothingElse() throws Exception {
    JobId job = TestGateways.newJob();
    gateways.append(job, TestGateways.submission("'" + HOSTILE + "'", "standard"));
    gateways.append(job, TestGateways.started());
    stored(job, "log", "\u001b[31mred\u001b[0m \u001b]0;title\u0007" + HOSTILE + "\n");
    Artifact patch = stored(job, "patch", patch(HOSTILE));
    Artifact report = stored(job, "report", HOSTILE);
    Outputs outputs = new Outputs(null, patch, report, null, List.of(), null);
    gateways.append(
        job, TestGateways.completed(new JobResult(null, null, List.of(), outputs, null, null)));
    browser.open(page("/jobs/" + job));

    browser.awaitShown(".log", HOSTILE);
    browser.awaitShown(".diff .added", HOSTILE);
    browser.awaitShown("h1", HOSTILE);
    assertThat(browser.texts(".file summary code"))
        .containsExactly("posts/a.md", "posts/Größe \"b\".md");
    assertThat(browser.text(".log .ansi-1")).isEqualTo("red");
    assertThat(browser.evaluate("document.querySelectorAll('img, main script').length"))
        .isEqualTo("0");
    assertThat(browser.evaluate("document.title")).contains("Handoff");
    assertThat(browser.faults()).isEmpty();
  }

  private static String patch(String line) {
    return """
        diff --git a/posts/a.md b/posts/a.md
        --- a/posts/a.md
        +++ b/posts/a.md
        @@ -1,2 +1,2 @@
         ---
        -category: news
        +%s
        diff --git "a/posts/Gr\\303\\266\\303\\237e \\"b\\".md" "b/posts/Gr\\303\\266\\303\\237e \\"b\\".md"
        deleted file mode 100644
        --- "a/posts/Gr\\303\\266\\303\\237e \\"b\\".md"
        +++ /dev/null
        @@ -1 +0,0 @@
        -gone
        """
        .formatted(line);
  }

  private Artifact stored(JobId job, String name, String text) throws IOException {
    ArtifactWriter file = gateways.store.open(job, 1, "A", name);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    file.write(bytes, 0, bytes.length);
    return file.close();
  }

  @Test
  void aLogGrowsWhileTheJobRuns() throws Exception {
    JobId job = gateways.submitted("It talks");
    gateways.append(job, TestGateways.started());
    ArtifactWriter log = gateways.store.open(job, 1, "A", "log");
    browser.open(page("/jobs/" + job));
    browser.awaitShown(".attempts .caption", "Attempt 1 on worker-1");

    byte[] first = "the first line\n".getBytes(StandardCharsets.UTF_8);
    log.write(first, 0, first.length);
    browser.awaitShown(".log", "the first line");
    byte[] second = "the second line\n".getBytes(StandardCharsets.UTF_8);
    log.write(second, 0, second.length);
    log.close();

    browser.awaitShown(".log", "the second line");
    assertThat(browser.text(".log").lines().filter(line -> line.contains("the first line")))
        .hasSize(1);
  }

  @Test
  void theTokenStaysOutOfAddressesReferersAndCookies() throws Exception {
    gateways.submitted("Some job");
    browser.open(page("/now"));
    browser.awaitShown(".jobs li", "Some job");

    browser.reload();

    browser.awaitShown(".jobs li", "Some job");
    assertThat(browser.requests())
        .hasSizeGreaterThan(5)
        .noneMatch(request -> request.contains(TestGateways.SUBMITTER));
    assertThat(browser.evaluate("location.href")).endsWith("/#/now");
    assertThat(browser.cookies()).isEmpty();
  }

  @Test
  void aPageWithoutATokenAsksForOne() throws Exception {
    gateways.submitted("Some job");
    browser.open(gateway.url + "/");
    browser.awaitShown("h1", "Whose page is this?");
    browser.fill("#token", "handoff_wrong");
    browser.press("Enter");
    browser.awaitShown(".token p", "The gateway does not know this token.");

    browser.fill("#token", TestGateways.SUBMITTER);
    browser.press("Enter");

    browser.awaitShown("#owner", "ann · submitter");
  }

  @Test
  void theAddressIsTheStateOfTheScreen() throws Exception {
    gateways.append(TestGateways.newJob(), TestGateways.submission("Quick one", "quick"));
    gateways.submitted("Slow one");
    browser.open(page("/now"));
    browser.awaitShown(".jobs li", "Slow one");
    browser.press("/");
    browser.fill("#filter", "state:queued lane:quick one");
    browser.press("Enter");
    browser.awaitShown(".summary", "1 waiting");
    browser.click(".jobs a.title");
    browser.awaitShown("h1", "Quick one");

    browser.back();

    browser.awaitShown(".summary", "1 waiting");
    assertThat(browser.texts(".jobs .title")).containsExactly("Quick one");
    browser.reload();
    browser.awaitShown(".jobs .title", "Quick one");
    assertThat(browser.evaluate("document.querySelector('#filter').value"))
        .isEqualTo("state:queued lane:quick one");
  }

  @Test
  void aJobIsCancelledOnlyAfterTheQuestion() throws Exception {
    JobId job = gateways.submitted("To be cancelled");
    browser.open(page("/jobs/" + job));
    browser.click(".acts .grave");
    browser.click("dialog button:text('No')");
    browser.awaitGone("dialog");
    assertThat(gateway.get("/v1/jobs/" + job).body()).contains("\"state\":\"queued\"");

    browser.press("c");
    browser.click("dialog button.grave");

    browser.awaitShown(".head .state", "cancelled");
    assertThat(gateway.get("/v1/jobs/" + job).body()).contains("\"state\":\"cancelled\"");
  }

  @Test
  void allThatTheFilterShowsIsCancelledAtOnce() throws Exception {
    gateways.submitted("Stale a");
    gateways.submitted("Stale b");
    gateways.submitted("Fresh");
    browser.open(page("/now?state=live&text=stale"));
    browser.awaitShown(".summary", "2 waiting");
    browser.click(".filter button.grave");
    browser.awaitShown("dialog h2", "Cancel 2 jobs?");

    browser.click("dialog button.grave");

    browser.awaitShown(".summary", "No job of the last day is like that.");
    browser.goTo(gateway.url + "/#/now");
    browser.awaitShown(".summary", "1 waiting");
  }

  @Test
  void aJobThatFailedRunsAgainAsANewOne() throws Exception {
    JobId job = gateways.submitted("Once more");
    gateways.append(job, TestGateways.started(), TestGateways.failed(Reason.CHECK_FAILED));
    browser.open(page("/jobs/" + job));
    browser.awaitShown(".head .state", "failed");

    browser.press("r");
    browser.click("dialog button.grave");

    browser.awaitShown(".facts", "retry of");
    assertThat(browser.evaluate("location.hash")).doesNotContain(job.text());
  }

  @Test
  void aWatcherIsOfferedNothingThatItMayNotDo() throws Exception {
    JobId job = gateways.submitted("Not mine");
    browser.open(gateway.url + "/#token=" + TestGateways.WATCHER + "/jobs/" + job);

    browser.awaitShown(".acts button", "Copy await");

    assertThat(browser.texts(".acts button")).containsExactly("Copy await", job.text());
  }

  @Test
  void endedJobsAreOneClickAway() throws Exception {
    JobId job = gateways.submitted("Done");
    gateways.append(job, TestGateways.started(), TestGateways.completed());
    gateways.submitted("Waits");
    browser.open(page("/now"));
    browser.awaitShown(".summary", "1 waiting");

    browser.click(".presets a:text('Ended')");
    browser.awaitShown(".summary", "1 completed");
    browser.click(".presets a:text('All')");

    browser.awaitShown(".summary", "1 waiting, 1 completed");
    assertThat(browser.texts(".jobs .title")).containsExactly("Waits", "Done");
  }

  @Test
  void keysLeadThroughTheJobs() throws Exception {
    gateways.submitted("The first");
    JobId second = gateways.submitted("The second");
    browser.open(page("/now"));
    browser.awaitShown(".jobs li", "The second");

    browser.press("j");
    browser.press("j");
    browser.press("Enter");

    browser.awaitShown("h1", "The second");
    assertThat(browser.evaluate("location.hash")).isEqualTo("#/jobs/" + second);
    browser.press("w");
    browser.awaitShown("h1", "Workers");
    browser.press("?");
    browser.awaitShown("dialog", "this list");
  }

  @Test
  void aPageOutlivesItsGatewayAndMissesNothing() throws Exception {
    JobId job = gateways.submitted("Long one");
    browser.open(page("/now"));
    browser.awaitShown(".jobs li.queued", "Long one");
    int port = URI.create(gateway.url).getPort();

    gateway.gateway.close();
    browser.awaitShown("#live.away", "no answer since");
    gateways.append(job, TestGateways.started(), TestGateways.progressed(70));
    gateways.start(TestGateways.settings().withAddress(new GatewayAddress("127.0.0.1", port)));

    browser.awaitShown(".jobs li.running", "run 70 %");
    browser.awaitShown("#live:not(.away)", "live");
  }

  @Test
  void ofManyJobsTheNewestAreShownAndTheOthersCounted() throws Exception {
    for (int i = 0; i < 1200; i++) {
      JobId job = JobId.next(Instant.now(), i % 4);
      Submitted submission = TestGateways.submission("Job " + i, "standard");
      gateways.log.append(job, null, submission);
    }
    gateways.submitted("The last");
    browser.open(page("/now"));

    browser.awaitShown(".summary", "older ones not shown");
    assertThat(browser.texts(".jobs li")).hasSize(200);
    browser.click("main > section > button");
    browser.awaitShown(".jobs li:nth-child(400)", "Job");
  }

  @ParameterizedTest
  @CsvSource({"1440, light", "1440, dark", "380, light", "380, dark"})
  void noScreenHasASeriousBarrier(int width, String scheme) throws Exception {
    JobId job = gateways.submitted("Broken");
    gateways.append(job, TestGateways.started(), TestGateways.failed(Reason.CHECK_FAILED));
    JobId running = gateways.submitted("Runs");
    gateways.append(running, TestGateways.started(), TestGateways.progressed(10));
    browser.open(page("/now"), width, scheme);
    browser.awaitShown(".jobs li", "Runs");
    assertThat(browser.barriers()).as("now").isEmpty();
    for (String screen : List.of("/needs", "/workers", "/jobs/" + job)) {
      browser.goTo(gateway.url + "/#" + screen);
      browser.awaitShown("h1", "");
      assertThat(browser.barriers()).as(screen).isEmpty();
      assertThat(browser.evaluate("document.documentElement.scrollWidth - innerWidth"))
          .as(screen + " scrolls sideways")
          .isEqualTo("0");
    }
    assertThat(browser.faults()).isEmpty();
  }
}
