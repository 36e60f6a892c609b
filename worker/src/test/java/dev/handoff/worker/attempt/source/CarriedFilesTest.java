package dev.handoff.worker.attempt.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Sources;
import dev.handoff.carry.CarriedPack;
import dev.handoff.carry.CarriedPack.Entry;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that come with a job and are in no result of it. */
class CarriedFilesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String SECRET = "c4rried-Secret+42";
  private static final String ENVIRONMENT = "# of the test system\nDB_PASSWORD=" + SECRET + "\n";

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("page.txt", "old\n")
        .with("conf/base.txt", "base\n")
        .with(".gitignore", ".env\n");
    Files.createSymbolicLink(fixture.source.path().resolve("away"), folder);
  }

  private static Entry plain(String path, String text) {
    return new Entry(path, false, text.getBytes(UTF_8));
  }

  private static byte[] pack(Entry... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CarriedPack.write(List.of(entries), out);
    return out.toByteArray();
  }

  private static Sources sources(byte[] pack) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(pack);
    return Sources.NONE.withCarried(
        new Sources.Bundle(pack.length, HexFormat.of().formatHex(digest), 0));
  }

  /** A brief with these files, as a submit would have sent them. */
  private BriefBuilder carrying(Entry... entries) throws Exception {
    return carrying(pack(entries)).carry("*");
  }

  private BriefBuilder carrying(byte[] pack) throws Exception {
    fixture.recorder.carried(pack);
    return fixture.brief().sources(sources(pack)).include("page.txt").run("echo new > page.txt");
  }

  private void assertCompleted(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome)
        .as(outcome + "\n" + fixture.recorder.text("log"))
        .isInstanceOf(AttemptOutcome.Completed.class);
  }

  private String assertFailed(Reason reason, BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).as(fixture.recorder.text("log")).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(reason);
    return failed.message();
  }

  private void assertPageAlone() {
    assertThat(fixture.recorder.text("patch"))
        .contains("page.txt")
        .doesNotContain(".env", "data.bin", "conf/", SECRET);
  }

  @Test
  void theJobFindsThemAndNoResultHasThem() throws Exception {
    Entry script = new Entry("conf/run.sh", true, "#!/bin/sh\necho ran\n".getBytes(UTF_8));
    byte[] binary = {0, 1, 2, (byte) 0xff, '\r', '\n'};
    BriefBuilder brief =
        carrying(plain(".env", ENVIRONMENT), script, new Entry("data.bin", false, binary))
            .setup("grep -q DB_PASSWORD .env && echo found in setup")
            .run("conf/run.sh && test $(wc -c < data.bin) = 6 && echo new > page.txt")
            .check("it is there", MINUTE, "grep -q DB_PASSWORD .env && conf/run.sh")
            .artifacts("**");

    assertCompleted(brief);

    assertPageAlone();
    assertThat(fixture.recorder.text("log"))
        .contains("found in setup", "ran", ".env, conf/run.sh, data.bin");
    assertThat(fixture.recorder.artifacts().keySet())
        .contains(Artifact.FILES + "page.txt", Artifact.FILES + "conf/base.txt")
        .noneMatch(
            name -> name.endsWith(".env") || name.endsWith("run.sh") || name.contains("bin"));
    assertThat(fixture.remains()).isEmpty();
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo other > .env; echo other > data.txt",
        "rm .env data.txt",
        "git add -f .env data.txt",
        "git add -f .env data.txt; git -c user.name=a -c user.email=a@b commit -qm x",
        "rm .env data.txt; ln -s page.txt .env; ln -s /etc/hostname data.txt",
        "chmod 777 .env data.txt"
      })
  void whatTheJobDoesToThemIsDropped(String change) throws Exception {
    BriefBuilder brief =
        carrying(plain(".env", ENVIRONMENT), plain("data.txt", "data\n"))
            .run(change + "; echo new > page.txt")
            .check(
                "they are as they came",
                MINUTE,
                "grep -q DB_PASSWORD= .env && grep -qx data data.txt && test ! -L .env");

    assertCompleted(brief);

    assertPageAlone();
    assertThat(fixture.recorder.text("report")).doesNotContain("data.txt", ".env");
  }

  @Test
  void whatSetupOrABaselineDoesToThemIsDropped() throws Exception {
    BriefBuilder brief =
        carrying(plain(".env", ENVIRONMENT), plain("data.txt", "data\n"))
            .setup("echo other > .env; rm data.txt")
            .baseline()
            .check("breaks", MINUTE, "grep -qx data data.txt && rm -f .env data.txt")
            .run("grep -q DB_PASSWORD .env && grep -qx data data.txt && echo new > page.txt");

    assertCompleted(brief);

    assertPageAlone();
  }

  @Test
  void aFolderOrALinkOnTheWayIsReplacedAndNotFollowed() throws Exception {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    BriefBuilder brief =
        carrying(plain("new/deep/a.txt", "a\n"))
            .include("page.txt", "new")
            .run("rm -r new; ln -s " + outside + " new; rm -f new; ln -s conf new; echo > page.txt")
            .check("it is there", MINUTE, "grep -qx a new/deep/a.txt; test ! -L new");

    assertCompleted(brief);

    try (Stream<Path> files = Files.list(outside)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatIsWrittenInThePlaceOfOneCounts() throws Exception {
    BriefBuilder brief =
        carrying(plain("data.txt", "data\n")).run("rm data.txt; mkdir data.txt; echo > data.txt/x");

    assertThat(assertFailed(Reason.SCOPE_VIOLATION, brief)).contains("data.txt/x");
  }

  @Test
  void anIgnoredOneThatTheJobChangedIsNotKeptAsAPatchEither() throws Exception {
    BriefBuilder brief =
        carrying(plain(".env", "PORT=1\n")).run("echo PORT=2 > .env; git stash -q --all || true");

    assertFailed(Reason.NO_CHANGE, brief);

    assertThat(fixture.recorder.artifacts().keySet()).noneMatch(name -> name.endsWith(".patch"));
  }

  @Test
  void theirSecretsStandNowhere() throws Exception {
    BriefBuilder brief =
        carrying(plain(".env", ENVIRONMENT))
            .run(
                ". ./.env; echo it is $DB_PASSWORD; printf %s $DB_PASSWORD | base64;"
                    + " echo \"9 at $DB_PASSWORD\" >> $HANDOFF_PROGRESS; sleep 1;"
                    + " echo told $DB_PASSWORD > $HANDOFF_SUMMARY; echo new > page.txt")
            .check("tells", MINUTE, "cat .env; cp .env kept.txt; exit 7")
            .artifacts("kept.txt");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome.toString()).contains("***", "exit code 7").doesNotContain(SECRET);
    assertThat(fixture.recorder.text("log")).contains("it is ***");
    assertThat(fixture.recorder.text(Artifact.FILES + "kept.txt")).contains("DB_PASSWORD=***");
    assertThat(fixture.recorder.checks().toString()).contains("DB_PASSWORD=***");
    assertThat(fixture.recorder.progress().toString()).contains("at ***");
    Stream.of(
            fixture.recorder.checks().toString(),
            fixture.recorder.progress().toString(),
            fixture.recorder.text("log"),
            fixture.recorder.text("report"),
            fixture.recorder.text(Artifact.FILES + "kept.txt"))
        .forEach(text -> assertThat(text).doesNotContain(SECRET, "YzRycmllZC1TZWNyZXQ"));
  }

  @Test
  void theEndOfACheckIsCutWhenItsSecretsAreOut() throws Exception {
    // Of the last 8 KiB, which are shown, the secret's second half is the beginning.
    String script = ". ./.env; printf %s $DB_PASSWORD; head -c 8184 /dev/zero | tr '\\0' z; exit 7";

    fixture.run(carrying(plain(".env", ENVIRONMENT)).check("tells", MINUTE, script));

    assertThat(fixture.recorder.checks().toString()).contains("zzzz").doesNotContain("ecret+42");
  }

  @Test
  void aChangeThatAddsOneOfTheirSecretsIsWithheld() throws Exception {
    BriefBuilder brief =
        carrying(plain(".env", ENVIRONMENT)).run(". ./.env; echo $DB_PASSWORD > page.txt");

    assertThat(assertFailed(Reason.SECRET_FOUND, brief))
        .contains("DB_PASSWORD of .env", "page.txt:1")
        .doesNotContain(SECRET);
    assertThat(fixture.recorder.artifacts()).doesNotContainKey("patch");
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page.txt | the commit has a file page.txt",
        "page.txt/x | page.txt would be a file",
        "conf | conf would be a file",
        "away/x | away would be a file",
        "PAGE.txt | the same as page.txt but for its case",
        "Conf/x | the same as conf but for its case",
        "../x | must be a plain path",
        "a/../../x | must be a plain path",
        "/etc/x | must be a plain path",
        ".git/config | git takes for its own",
        "a/.GIT/hooks/x | git takes for its own",
        "a//b | must be a plain path"
      })
  void aPathThatNoJobMayHaveIsRefusedBeforeAnythingRuns(String path, String why) throws Exception {
    String message = assertFailed(Reason.INVALID_BRIEF, carrying(plain(path, "x")));

    assertThat(message).contains(why, "Nothing was run");
    assertThat(Files.exists(folder.resolve("x"))).isFalse();
  }

  @Test
  void twoOfThemThatExcludeEachOtherAreRefused() throws Exception {
    assertThat(assertFailed(Reason.INVALID_BRIEF, carrying(plain("a", "1"), plain("A", "2"))))
        .contains("but for its case");
    assertThat(assertFailed(Reason.INVALID_BRIEF, carrying(plain("a", "1"), plain("a/b", "2"))))
        .contains("a would be a file");
  }

  @Test
  void whatTheBriefDoesNotNameIsRefused() throws Exception {
    BriefBuilder brief = carrying(plain(".env", ""), plain("Makefile", "x")).carry(".env");

    assertThat(assertFailed(Reason.INVALID_BRIEF, brief))
        .contains("scope.carry does not name Makefile");
  }

  @Test
  void globsAreRelativeToTheFolderOfTheBrief() throws Exception {
    BriefBuilder brief =
        carrying(plain("conf/.env", ENVIRONMENT))
            .carry(".env")
            .dir("conf")
            .include("base.txt")
            .run("test -f .env && echo new > base.txt");

    assertCompleted(brief);
    assertThat(
            assertFailed(
                Reason.INVALID_BRIEF, carrying(plain("x.env", "")).carry("*.env").dir("conf")))
        .contains("does not name x.env");
  }

  @Test
  void filesThatAreNotThoseThatWereSentAreNotUsed() throws Exception {
    BriefBuilder brief = carrying(plain(".env", ENVIRONMENT));
    fixture.recorder.carried(pack(plain(".env", ENVIRONMENT.replace("42", "43"))));

    assertThat(assertFailed(Reason.SOURCE_UNAVAILABLE, brief))
        .contains("not those that were sent", "Nothing was run");
  }

  @Test
  void filesThatAreGoneAreNotDoneWithout() throws Exception {
    BriefBuilder brief = carrying(plain(".env", ENVIRONMENT));
    fixture.recorder.carried(null);

    assertThat(assertFailed(Reason.SOURCE_UNAVAILABLE, brief)).contains("Nothing was run");
  }

  @Test
  void aBriefThatNamesFilesWithoutAnyIsRefused() throws Exception {
    assertThat(assertFailed(Reason.INVALID_BRIEF, fixture.brief().carry(".env")))
        .contains("none came with the job");
  }

  @Test
  void anArchiveOfAnotherFormOrOverTheLimitsIsRefused() throws Exception {
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(other)) {
      zip.putNextEntry(new ZipEntry("x"));
    }
    byte[] bomb = new byte[(int) CarriedPack.MAX_BYTES + 1];
    Arrays.fill(bomb, (byte) 'a');

    assertThat(assertFailed(Reason.INVALID_BRIEF, carrying(other.toByteArray()).carry("*")))
        .contains("another form");
    assertThat(assertFailed(Reason.INVALID_BRIEF, carrying(new Entry("a", false, bomb))))
        .contains("more than 16 MiB");
  }

  @Test
  void moreSecretsThanCanBeKeptOutOfTheLogAreRefused() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1001; i++) {
      many.append("API_KEY_").append(i).append("_TOKEN=Abcdefgh-").append(i).append('\n');
    }

    assertThat(assertFailed(Reason.INVALID_BRIEF, carrying(plain(".env", many.toString()))))
        .contains("more values under the names of secrets");
  }
}
