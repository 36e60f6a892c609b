package dev.handoff.worker.attempt.touched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Command;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.JobResult.Touched.What;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TouchedFilesTest {

  private static FileDiff diff(String path, FileDiff.Kind kind, String... lines) {
    return FileDiff.of(path, kind, "@@ -1 +1 @@\n" + String.join("\n", lines) + "\n", 2000);
  }

  private static FileDiff changed(String path, String... lines) {
    return diff(path, FileDiff.Kind.CHANGED, lines);
  }

  private static List<Touched> touched(String check, FileDiff... diffs) {
    return new TouchedFiles(List.of(diffs)).of(new Command(List.of("sh", "-c", check)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make check | Makefile
          cd sub && make -s check | sub/Makefile
          npm test | package.json
          npm test | packages/a/package.json
          pnpm -r test | jest.config.js
          npx vitest run | vitest.config.ts
          ./mvnw -q verify | pom.xml
          mvn verify | .mvn/maven.config
          ./gradlew test | app/build.gradle.kts
          python3 -m pytest -q | tests/conftest.py
          pytest tests | pyproject.toml
          uv run pytest | pytest.ini
          tox | tox.ini
          cargo test | Cargo.toml
          bundle exec rake | Rakefile
          dotnet test | src/a.csproj
          sh ci.sh | Makefile
          ./ci | package.json
          bash -e ci/run | tox.ini
          make check | .github/workflows/ci.yml
          """)
  void fileThatSaysWhatACheckRunsIsNamedWithItsLines(String check, String path) {
    assertThat(touched(check, changed(path, "-check: test", "+check:")))
        .containsExactly(new Touched(path, What.DEFINITION, List.of("-check: test", "+check:")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mvn verify | package.json
          npm test | pom.xml
          make check | setup.cfg
          make check | src/makefile.py
          pytest | src/conftest.txt
          test ! -e old | tox.ini
          ! grep -rn old src docs | Makefile
          """)
  void fileThatTheCheckDoesNotReadIsNot(String check, String path) {
    assertThat(touched(check, changed(path, "-a", "+b"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tests/test_m.py | @pytest.mark.skip
          tests/test_m.py | '    @unittest.skipIf(True, "later")'
          tests/test_m.py | '    pytest.skip("later")'
          src/m.test.ts | it.skip('works', () => {
          src/m.spec.js | describe.only('one', () => {
          src/m.test.js | xit('works', () => {
          src/test/java/MTest.java | '  @Disabled("later")'
          m_test.go | '	t.Skip("later")'
          tests/m.rs | #[ignore]
          """)
  void testThatIsTurnedOffIsNamed(String path, String line) {
    assertThat(touched("sh all.sh", changed(path, "+" + line)))
        .containsExactly(new Touched(path, What.TEST_SKIPPED, List.of("+" + line)));
  }

  @Test
  void skipThatWasThereBeforeIsNot() {
    FileDiff diff = changed("test_m.py", "-  @pytest.mark.skip", "+@pytest.mark.skip");

    assertThat(touched("pytest", diff)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "def test_small(self):",
        "it('is small', () => {",
        "func TestSmall(t *testing.T) {",
        "  void isSmall() {",
        "  fun isSmall() {",
        "fn test_small() {",
        "  it 'is small' do",
        "    public function testSmall()"
      })
  void deletedTestIsNamed(String line) {
    FileDiff diff = changed("tests/some", "-" + line, "-  assert(1)");

    assertThat(touched("sh all.sh", diff))
        .containsExactly(new Touched("tests/some", What.TEST_DELETED, List.of("-" + line)));
  }

  @Test
  void testThatIsMovedOrRewrittenIsNot() {
    FileDiff from =
        diff("tests/test_a.py", FileDiff.Kind.DELETED, "-def test_small():", "-  one()");
    FileDiff to = diff("tests/test_b.py", FileDiff.Kind.NEW, "+def test_small():", "+  two()");

    assertThat(touched("pytest", from, to)).isEmpty();
  }

  @Test
  void deletedFileOfTestDataIsNamed() {
    FileDiff gone = diff("tests/cases.txt", FileDiff.Kind.DELETED, "-1 2 3");

    assertThat(touched("pytest", gone))
        .containsExactly(new Touched("tests/cases.txt", What.TEST_DELETED, List.of()));
  }

  @Test
  void firstLinesOfManyAreShownAndTheRestCounted() {
    String[] lines = new String[30];
    java.util.Arrays.setAll(lines, number -> "+line " + number + "x".repeat(500));

    Touched touched = touched("make", changed("Makefile", lines)).get(0);

    assertThat(touched.lines()).hasSize(13).last().isEqualTo("… 18 more");
    assertThat(touched.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(170));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"dependencies": {"a": "1"}} | {"dependencies": {"a": "2"}} | false
          {"scripts": {"test": "jest"}} | {"scripts": {"test": "true"}} | true
          {"scripts": {"test": "jest"}} | {"jest": {"testMatch": []}, "scripts": {"test": "jest"}} | true
          {"a": 1} | not json | true
          """)
  void packageFileMattersByItsScriptsAndTestRunner(String before, String after, boolean differ) {
    assertThat(PackageScripts.differ(before.getBytes(), after.getBytes())).isEqualTo(differ);
  }
}
