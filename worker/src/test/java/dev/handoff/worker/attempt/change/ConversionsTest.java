package dev.handoff.worker.attempt.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.Reason;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What attributes make of files in a job's tree and of what it changed, beside the user's git. */
class ConversionsTest {

  @TempDir Path folder;
  private AttemptFixture fixture;
  private TestRepository source;
  private AttemptOutcome outcome;

  @BeforeEach
  void makeFixture() throws Exception {
    fixture = new AttemptFixture(folder);
    source = fixture.source;
  }

  private void attributes(String lines) {
    source.with(".gitattributes", lines);
  }

  private void write(String file, byte[] bytes) throws Exception {
    Files.write(source.path().resolve(file), bytes);
  }

  /** What the job wrote to its log. */
  private String completed(BriefBuilder brief) throws Exception {
    outcome = fixture.run(brief);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    return fixture.recorder.text("log");
  }

  private String branch() {
    return outcome.result().outputs().branch().name();
  }

  private String blob(String file) {
    return text(source.bytes("cat-file", "blob", branch() + ":" + file));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String changed() {
    return source.git("diff", "--name-only", branch() + "^", branch());
  }

  /** As the user sees it who takes the branch. */
  private void assertCleanForTheUser() {
    source.git("clean", "-qfdx");
    source.git("checkout", "-q", "-f", branch());
    // Git must not believe what it knows of times and sizes.
    source.git("read-tree", "HEAD");
    assertThat(source.git("status", "--porcelain")).isEmpty();
  }

  @Test
  void filesHaveTheLineEndsOfTheirAttributesAndComeBackAsTheyAreStored() throws Exception {
    attributes("*.bat text eol=crlf\n");
    source.with("a.bat", "one\r\ntwo\r\n").with("b.bat", "b\r\n").with("c.txt", "c\n");
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "cat -A a.bat; git status --porcelain; printf 'three\\r\\n' >> a.bat;"
                    + " printf 'new\\r\\n' > new.bat; printf 'lf\\n' > lf.bat; printf 'x\\r\\n' > x.txt")
            .check("ends", "sh", "-c", "for f in $(ls | grep bat); do grep -Hc '\r$' $f; done");

    String log = completed(brief);

    assertThat(log).contains("one^M$\ntwo^M$\n", "a.bat:3\n", "new.bat:1\n", "lf.bat:1\n");
    assertThat(log).doesNotContain(" M ");
    assertThat(changed().lines()).containsExactly("a.bat", "lf.bat", "new.bat", "x.txt");
    assertThat(blob("a.bat")).isEqualTo("one\ntwo\nthree\n");
    assertThat(blob("new.bat")).isEqualTo("new\n");
    assertThat(blob("lf.bat")).isEqualTo("lf\n");
    assertThat(blob("x.txt")).isEqualTo("x\r\n");
    assertCleanForTheUser();
  }

  @Test
  void thePatchIsThatOfTheBranch() throws Exception {
    attributes("* text=auto eol=crlf\n");
    source.with("a.txt", "one\r\ntwo\r\n");
    completed(fixture.brief().run("printf 'three\\r\\n' >> a.txt; printf 'n\\r\\n' > n.txt"));

    Path patch = Files.write(folder.resolve("patch"), fixture.recorder.bytes("patch"));
    source.git("apply", "--cached", patch.toString());

    assertThat(source.git("write-tree")).isEqualTo(source.git("rev-parse", branch() + "^{tree}"));
    assertThat(Files.readString(patch)).contains("+three\n").doesNotContain("\r");
  }

  @Test
  void filesHaveTheirEncoding() throws Exception {
    attributes("*.rc working-tree-encoding=UTF-16LE eol=crlf text\n");
    Charset utf16 = StandardCharsets.UTF_16LE;
    write("a.rc", "über\r\n".getBytes(utf16));
    BriefBuilder brief =
        fixture
            .brief()
            .run("iconv -f UTF-16LE -t UTF-8 a.rc; printf 'm\\000e\\000\\r\\000\\n\\000' >> a.rc");

    assertThat(completed(brief)).contains("über\r\n");
    assertThat(source.git("show", branch() + ":a.rc")).isEqualTo("über\nme");
    assertCleanForTheUser();
  }

  @Test
  void idsAreExpandedInTheTreeAndNotInTheResult() throws Exception {
    attributes("*.c ident\n");
    source.with("a.c", "$Id$\n");
    String log = completed(fixture.brief().run("cat a.c; echo more >> a.c; echo '$Id: x $' > b.c"));

    assertThat(log).containsPattern("\\$Id: [0-9a-f]{40} \\$");
    assertThat(blob("a.c")).isEqualTo("$Id$\nmore\n");
    assertThat(blob("b.c")).isEqualTo("$Id$\n");
    assertCleanForTheUser();
  }

  @Test
  void attributesOfFoldersAndMacrosCount() throws Exception {
    attributes("[attr]dos text eol=crlf\n*.bat dos\n");
    source.with("part/.gitattributes", "*.txt dos\nraw.bat -text\n").with("part/a.txt", "a\r\n");
    source.with("a.bat", "a\r\n").with("part/raw.bat", "raw\n").with("a.txt", "a\n");
    String log =
        completed(
            fixture
                .brief()
                .run(
                    "cat -A a.bat part/a.txt part/raw.bat a.txt; mkdir -p sub;"
                        + " echo '* eol=crlf text' > sub/.gitattributes; printf 's\\r\\n' > sub/s;"
                        + " printf 'raw\\r\\n' > part/raw.bat"));

    assertThat(log).contains("a^M$\na^M$\nraw$\na$\n");
    assertThat(changed().lines()).containsExactly("part/raw.bat", "sub/.gitattributes", "sub/s");
    assertThat(blob("part/raw.bat")).isEqualTo("raw\r\n");
    assertThat(blob("sub/s")).isEqualTo("s\n");
    assertCleanForTheUser();
  }

  /** Committed before there were attributes, so that git would change it with the next add. */
  @Test
  void aFileThatTheJobDidNotTouchIsNotConverted() throws Exception {
    source.with("old.txt", "a\r\nb\r\n").with("touched.txt", "a\r\nb\r\n").commit();
    attributes("*.txt text\n");
    source.git("add", ".gitattributes");
    source.git("commit", "-qm", "attributes");
    String base = source.git("rev-parse", "HEAD");

    completed(new BriefBuilder(source, base).run("printf 'c\\r\\n' >> touched.txt"));

    assertThat(changed()).isEqualTo("touched.txt");
    assertThat(blob("touched.txt")).isEqualTo("a\nb\nc\n");
    assertThat(blob("old.txt")).isEqualTo("a\r\nb\r\n");
  }

  @Test
  void lineEndsThatWereNeverConvertedStayByTextAuto() throws Exception {
    source.with("old.txt", "a\r\nb\r\n").commit();
    attributes("* text=auto\n");
    source.git("add", ".gitattributes");
    source.git("commit", "-qm", "attributes");
    String base = source.git("rev-parse", "HEAD");

    completed(
        new BriefBuilder(source, base)
            .run("printf 'c\\r\\n' >> old.txt; printf 'n\\r\\n' > n.txt"));

    assertThat(blob("old.txt")).isEqualTo("a\r\nb\r\nc\r\n");
    assertThat(blob("n.txt")).isEqualTo("n\n");
    assertCleanForTheUser();
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "* text eol=crlf",
        "* working-tree-encoding=UTF-16",
        "* working-tree-encoding=UTF-16LE",
        "* working-tree-encoding=NO-SUCH",
        "* working-tree-encoding=ISO-2022-KR",
        "* -text ident",
        "[attr]text -text",
        "[attr]x working-tree-encoding=UTF-32\n* x text"
      })
  void attributesOfTheJobAlterNoFileThatItDidNotTouch(String lines) throws Exception {
    attributes("*.bat text eol=crlf\n*.rc working-tree-encoding=UTF-16LE\n");
    write("u.rc", "ü\n".getBytes(StandardCharsets.UTF_16LE));
    source.with("a.bat", "a\r\n").with("crlf.txt", "a\r\n").with("lf.txt", "a\n");
    source.with("id.c", "$Id: old $\n");
    write("binary", new byte[] {0, 1, (byte) 0xff, '\r', '\n', (byte) 0xfe});
    BriefBuilder brief =
        fixture.brief().run("printf '%s\\n' '" + lines + "' > .gitattributes; rm .git/index");

    completed(brief);

    assertThat(changed()).isEqualTo(".gitattributes");
  }

  @Test
  void attributesThatTheResultDoesNotHaveDoNotCount() throws Exception {
    source.with(".gitignore", "hidden/\n").with("a.txt", "a\n").with("real", "* text eol=crlf\n");
    attributes("*.bin -text\n");
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "mkdir hidden part; echo '* text' > hidden/.gitattributes; ln -s ../real"
                    + " part/.gitattributes; printf 'x\\r\\n' > part/x; printf '* text\\n' >"
                    + " .git/info/attributes; printf 'b\\r\\n' >> a.txt");

    completed(brief);

    assertThat(blob("part/x")).isEqualTo("x\r\n");
    assertThat(blob("a.txt")).isEqualTo("a\nb\r\n");
  }

  @Test
  void whatIsNotInItsEncodingIsStoredAsItIs() throws Exception {
    attributes("*.u working-tree-encoding=UTF-16LE\n");
    source.with("base.txt", "x\n");
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "printf 'odd' > odd.u; printf '\\330\\000\\330\\000' > bad.u;"
                    + " printf 'g\\000' > good.u; echo y >> base.txt");

    completed(brief);

    assertThat(blob("odd.u")).isEqualTo("odd");
    assertThat(blob("good.u")).isEqualTo("g");
    assertThat(blob("base.txt")).isEqualTo("x\ny\n");
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {"ISO-2022-CN-EXT", "NO-SUCH", "UTF-7", "../../lib/x", "UTF-16//TRANSLIT", ""})
  void anEncodingThatIsNotKnownIsNotConvertedAndTheLogSaysSo(String name) throws Exception {
    source.with("a.txt", "a\n").with("a.bat", "a\n").commit();
    attributes("*.txt working-tree-encoding=" + name + "\n*.bat text eol=crlf\n");
    source.git("add", ".gitattributes");
    source.git("commit", "-qm", "attributes");
    String base = source.git("rev-parse", "HEAD");

    String log =
        completed(
            new BriefBuilder(source, base)
                .run("cat -A a.txt a.bat; printf 'b\\r\\n' >> a.bat; echo b >> a.txt"));

    assertThat(log).contains("an encoding that this worker does not convert", "a$\na^M$");
    assertThat(blob("a.txt")).isEqualTo("a\nb\n");
    assertThat(blob("a.bat")).isEqualTo("a\nb\n");
  }

  /** All files of the base commit are text in UTF-8 and binary, and no UTF-16. */
  @Test
  void anEncodingThatTheFilesDoNotHaveStopsNoJob() throws Exception {
    source.with("a.txt", "a\n");
    write("binary", new byte[] {0, 1, (byte) 0xff, '\r', '\n', (byte) 0xfe});
    source.commit();
    attributes("* working-tree-encoding=UTF-16\n");
    source.git(
        "-c",
        "core.attributesFile=/dev/null",
        "update-index",
        "--add",
        "--cacheinfo",
        "100644,"
            + source.git("hash-object", "-w", "--no-filters", ".gitattributes")
            + ",.gitattributes");
    source.git("commit", "-qm", "attributes");
    String base = source.git("rev-parse", "HEAD");

    completed(
        new BriefBuilder(source, base)
            .run("printf '\\377\\376n\\000' > n.txt; cat -v a.txt binary"));

    assertThat(changed()).isEqualTo("n.txt");
    assertThat(blob("n.txt")).isEqualTo("n");
  }

  @Test
  void veryLongLinesAndManyRulesAreNoHarm() throws Exception {
    attributes("*.txt " + "a".repeat(1 << 20) + "=b\n*.bat text eol=crlf\n");
    source.with("a.bat", "a\r\n");

    completed(
        fixture
            .brief()
            .run(
                "printf 'b\\r\\n' >> a.bat; for i in $(seq 20000); do echo \"*.x$i text\"; done >>"
                    + " .gitattributes"));

    assertThat(blob("a.bat")).isEqualTo("a\nb\n");
  }

  @Test
  void aLinkForAttributesInTheBaseIsNotFollowed() throws Exception {
    source.with("a.txt", "a\n").with("rules", "* text eol=crlf\n");
    source.shell("ln -s rules .gitattributes");

    String log = completed(fixture.brief().run("cat -A a.txt; printf 'b\\r\\n' >> a.txt"));

    assertThat(log).contains("a$");
    assertThat(blob("a.txt")).isEqualTo("a\nb\r\n");
  }

  /** Git drops what stands in an id, so the result has not what the check would see. */
  @Test
  void aCheckSeesWhatTheResultHas() throws Exception {
    attributes("*.sh ident\n*.bat text eol=crlf\n");
    source.with("part/a.sh", "#!/bin/sh\n# $Id$\n").with("part/dos/a.bat", "a\r\n");
    source.with("b.txt", "b\n");
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "sed -i 's/[$]Id.*/$Id: passed: $/' part/a.sh; printf 'a\\n' > part/dos/a.bat; echo c >"
                    + " b.txt")
            .check("id", "sh", "-c", "! grep -rq passed: part && ! grep -rqL '\r$' part/dos");

    completed(brief);

    assertThat(changed()).isEqualTo("b.txt");
  }

  @Test
  void aChangeOfLineEndsThatTheResultCannotHaveIsNone() throws Exception {
    attributes("*.bat text eol=crlf\n");
    source.with("a.bat", "a\r\n");

    AttemptOutcome none = fixture.run(fixture.brief().run("printf 'a\\n' > a.bat"));

    assertThat(((AttemptOutcome.Failed) none).reason()).isEqualTo(Reason.NO_CHANGE);
  }

  @Test
  void whatSetupLeftStaysAsItIsAndIsNoResult() throws Exception {
    attributes("* text eol=crlf\n");
    source.with("a.txt", "a\r\n").with("b.txt", "b\r\n");
    BriefBuilder brief =
        fixture
            .brief()
            .setup("printf 'lf\\n' > left.txt; printf 'b\\n' > b.txt")
            .baseline()
            .run("printf 'c\\r\\n' >> a.txt")
            .check("left", "sh", "-c", "for f in $(ls -r | grep txt); do cat -A $f; done");

    String log = completed(brief);

    assertThat(log).contains("lf$\nb$\na^M$\n", "lf$\nb$\na^M$\nc^M$\n");
    assertThat(changed()).isEqualTo("a.txt");
  }

  @Test
  void aFileThatACheckNamesIsPutBackAsACheckoutWritesIt() throws Exception {
    attributes("*.cfg text eol=crlf\n");
    source.with("check.cfg", "x\r\n").with("a.txt", "a\n");
    BriefBuilder brief =
        fixture
            .brief()
            .run("echo b > a.txt; echo y > check.cfg")
            .check("named", "sh", "-c", "cat -A check.cfg | grep -q '^x^M[$]$'");

    completed(brief);

    assertThat(changed()).contains("a.txt");
  }

  @Test
  void namesThatLinesCannotHoldAreConvertedToo() throws Exception {
    attributes("* text eol=crlf\n");
    source.shell("printf 'a\\r\\n' > \"$(printf 'n\\nl')\"; printf 'q\\r\\n' > '\"q\\'");

    completed(
        fixture
            .brief()
            .run(
                "printf 'b\\r\\n' >> \"$(printf 'n\\nl')\"; printf 'b\\r\\n' >> '\"q\\';"
                    + " printf 'l\\r\\n' > \"$(printf 'latin\\344')\""));

    assertThat(blob("n\nl")).isEqualTo("a\nb\n");
    assertThat(blob("\"q\\")).isEqualTo("q\nb\n");
    assertCleanForTheUser();
  }

  @Test
  void filesUnderAFilterAreToldAsWhatTheyAre() throws Exception {
    attributes("*.bin filter=lfs diff=lfs merge=lfs -text\n*.x filter=other\n*.n -filter\n");
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3\n";
    source.with("a.bin", pointer.formatted("a")).with("same.bin", pointer.formatted("b"));
    source.with("c.bin", pointer.formatted("c")).with("a.n", "n\n");
    Path ran = folder.resolve("ran");
    source.git("config", "filter.other.clean", "touch " + ran + "; cat");
    String job =
        "echo content > a.bin; echo new > new.bin; sed -i s/size.3/size\\ 4/ c.bin; echo x > o.x;"
            + " echo m >> a.n; git config filter.other.clean 'touch "
            + ran
            + "; cat'";

    completed(fixture.brief().run(job));

    assertThat(fixture.recorder.text("report").replace("\\", ""))
        .contains("a.bin is under filter=lfs: its pointer file was replaced by content.")
        .contains("new.bin is under filter=lfs: a new file that should be a pointer file")
        .contains("c.bin is under filter=lfs: the job wrote its pointer file")
        .contains("o.x is under filter=other, and no filter runs on a worker")
        .doesNotContain("same.bin", "a.n is");
    assertThat(blob("a.bin")).isEqualTo("content\n");
    assertThat(blob("o.x")).isEqualTo("x\n");
    assertThat(ran).doesNotExist();
  }
}
