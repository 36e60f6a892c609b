package dev.handoff.cli.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.BriefReader;
import dev.handoff.carry.CarriedPack;
import dev.handoff.carry.CarriedPack.Entry;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a real working tree that are sent with a job. */
class CarriedFilesTest {

  private static final String WORK = "goal: Do it.\nrun: {command: [sh, work.sh]}\n";

  @TempDir Path folder;

  private final StringWriter words = new StringWriter();
  private TestRepository repository;
  private boolean isDirty;

  @BeforeEach
  void createRepository() {
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("work.sh", "true\n")
            .with("part/page.txt", "1\n")
            .with("part/work.sh", "true\n")
            .with(".gitignore", ".env\nbuilt/\n");
    repository.commit();
    repository
        .with(".env", "A=1\n")
        .with("part/.env", "A=2\n")
        .with("built/x/y.bin", "y\n")
        .with("licence.key", "key\n")
        .with("part/data.txt", "data\n")
        .with("part/deep/data.txt", "deep\n");
  }

  private List<Entry> entries(String scope) throws IOException {
    try (PinnedSource source = pin(WORK + "scope: " + scope + "\n")) {
      if (source.carried() == null) {
        return List.of();
      }
      try (InputStream in = Files.newInputStream(source.carried())) {
        return CarriedPack.read(in);
      }
    }
  }

  private PinnedSource pin(String yaml) {
    return new SourcePin(new PrintWriter(words), new SourcePin.Reach(true, isDirty))
        .pin(new BriefReader().read(yaml.getBytes(UTF_8)), repository.path());
  }

  private List<String> carried(String scope) throws IOException {
    return entries(scope).stream().map(Entry::path).toList();
  }

  private void assertRefused(String scope, String... parts) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> entries(scope))
        .satisfies(
            refusal -> {
              assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(refusal.getMessage()).contains(parts).endsWith("Nothing was submitted");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{carry: [.env]} | .env part/.env",
        "{carry: [built/]} | built/x/y.bin",
        "{carry: ['part/*.txt']} | part/data.txt",
        "{carry: ['part/**/*.txt']} | part/data.txt part/deep/data.txt",
        "{carry: ['data.txt', '!part/deep/*']} | part/data.txt",
        "{dir: part, carry: [.env]} | part/.env",
        "{dir: part, carry: [data.txt]} | part/data.txt part/deep/data.txt",
        "{dir: part, carry: [deep/data.txt]} | part/deep/data.txt",
        "{dir: part, carry: ['*.txt', '!deep/*']} | part/data.txt"
      })
  void globsMatchAsInGitignoreAndWhatTheCommitHasIsNotCarried(String scope, String paths)
      throws IOException {
    assertThat(carried(scope)).containsExactlyInAnyOrder(paths.split(" "));
  }

  @Test
  void theirContentAndWhetherTheyCanBeExecutedGoAlong() throws IOException {
    repository.path().resolve("licence.key").toFile().setExecutable(true);

    List<Entry> entries = entries("{carry: [licence.key, part/.env]}");

    assertThat(entries).extracting(Entry::isExecutable).containsExactly(true, false);
    assertThat(new String(entries.get(1).content(), UTF_8)).isEqualTo("A=2\n");
    assertThat(words.toString()).contains("Sent along", "  licence.key\n", "  part/.env\n");
  }

  @Test
  void aGlobThatMatchesNothingIsRefused() {
    assertRefused("{carry: [.env, gone.txt]}", "scope.carry has gone.txt");
    assertRefused("{carry: [licence.key, '*.sh']}", "scope.carry has *.sh");
    assertRefused("{dir: part, carry: [licence.key]}", "scope.carry has licence.key");
  }

  @Test
  void aFileThatIsTrackedNowAndNotAtTheCommitIsCarried() throws IOException {
    repository.git("branch", "before");
    repository.git("add", "licence.key");
    repository.git("commit", "-qm", "has it");

    assertThat(carried("{ref: before, carry: [licence.key]}")).containsExactly("licence.key");
    assertRefused("{carry: [licence.key]}", "matches no file");
  }

  @Test
  void aSnapshotHasWhatIsUntrackedAndTheRestIsCarried() throws IOException {
    isDirty = true;

    assertThat(carried("{carry: [.env]}")).containsExactly(".env", "part/.env");
    assertRefused("{carry: [licence.key]}", "matches no file");
  }

  @Test
  void aCommandMayNameACarriedFile() throws IOException {
    repository.with("local.sh", "true\n");
    String yaml =
        "goal: g\nrun: {command: [sh, work.sh]}\nchecks: [{name: c, run: [sh, local.sh]}]\n";

    assertThatExceptionOfType(CommandException.class).isThrownBy(() -> pin(yaml));
    pin(yaml + "scope: {carry: [local.sh]}\n").close();
  }

  @Test
  void linksAndRepositoriesAreNotCarried() throws IOException {
    Files.createSymbolicLink(repository.path().resolve("out"), folder);
    Files.createSymbolicLink(repository.path().resolve("passwd"), Path.of("/etc/passwd"));
    TestRepository.in(repository.path().resolve("nested")).with("a.txt", "a\n").commit();

    assertRefused("{carry: [passwd]}", "passwd is a link");
    assertRefused("{carry: [out]}", "out is a link");
    assertRefused("{carry: ['out/*']}", "matches no file of the working tree");
    assertRefused("{carry: [nested/]}", "matches no file of the working tree");
    assertRefused("{carry: ['.git/config']}", "matches no file of the working tree");
  }

  @Test
  void tooMuchIsRefusedWithItsSizes() throws IOException {
    try (RandomAccessFile large =
        new RandomAccessFile(repository.path().resolve("large.bin").toFile(), "rw")) {
      large.setLength(CarriedPack.MAX_BYTES + 1);
    }
    for (int i = 0; i <= CarriedPack.MAX_FILES; i++) {
      repository.with("many/" + i, "x");
    }

    assertRefused("{carry: [large.bin]}", "1 files with 16777217 bytes", "large.bin (16777217");
    assertRefused("{carry: [many/]}", "201 files", "200 files");
  }

  @Test
  void nothingOfItStaysInTheRepositoryAndNoHookRuns() throws IOException {
    Path hook = repository.path().resolve(".git/hooks/post-index-change");
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, "#!/bin/sh\ntouch " + folder.resolve("ran") + "\n");
    hook.toFile().setExecutable(true);
    byte[] index = Files.readAllBytes(repository.path().resolve(".git/index"));

    carried("{carry: [.env]}");

    assertThat(Files.exists(folder.resolve("ran"))).isFalse();
    assertThat(Files.readAllBytes(repository.path().resolve(".git/index"))).isEqualTo(index);
  }

  @Test
  void aJobThatIsOnNoRepositoryOfThisDiskCarriesNothing() {
    assertRefused("{repo: 'https://example.org/r.git', ref: main, carry: [.env]}", "of this disk");
  }
}
