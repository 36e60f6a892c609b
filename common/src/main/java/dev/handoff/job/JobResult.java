package dev.handoff.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.TextMapper;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The result in a terminal event: what the last attempt produced. An attempt that ended early
 * produced less.
 *
 * @param value what a Java handler returned
 */
public record JobResult(
    @Nullable Base base,
    @Nullable Changes changes,
    List<CheckResult> checks,
    Outputs outputs,
    @Nullable Usage usage,
    @Nullable JsonNode value) {

  public static final JobResult NONE =
      new JobResult(null, null, List.of(), Outputs.NONE, null, null);

  public JobResult {
    checks = checks == null ? List.of() : List.copyOf(checks);
    outputs = outputs == null ? Outputs.NONE : outputs;
  }

  public static JobResult of(@Nullable JsonNode value) {
    return new JobResult(null, null, List.of(), Outputs.NONE, null, value);
  }

  /**
   * The same with each text mapped that the job, its child or a person wrote. Hashes, which
   * identify commits and bytes, stay unchanged.
   */
  public JobResult mapTexts(UnaryOperator<String> operator) {
    TextMapper texts = new TextMapper(operator);
    return new JobResult(
        base == null ? null : base.mapTexts(texts),
        changes == null ? null : changes.mapTexts(texts),
        checks.stream().map(check -> check.mapTexts(texts)).toList(),
        outputs.mapTexts(texts),
        usage == null ? null : usage.mapTexts(texts),
        value == null ? null : texts.map(value));
  }

  /** The commit that the work started from. */
  public record Base(@Nullable String repo, @Nullable String commit) {

    private Base mapTexts(TextMapper texts) {
      return new Base(texts.mapIfThere(repo), commit);
    }
  }

  /**
   * The differences from the base commit.
   *
   * @param files how many; a moved file counts once
   * @param added lines
   * @param removed lines
   * @param paths the first thousand changed paths, both of a moved file
   * @param renamed the first thousand moved files; null: none
   */
  public record Changes(
      int files, int added, int removed, List<String> paths, @Nullable List<Renamed> renamed) {
    public static final int MAX_PATHS = 1000;

    public Changes {
      renamed = renamed == null || renamed.isEmpty() ? null : List.copyOf(renamed);
    }

    public Changes(int files, int added, int removed, List<String> paths) {
      this(files, added, removed, paths, null);
    }

    private Changes mapTexts(TextMapper texts) {
      return new Changes(
          files,
          added,
          removed,
          texts.map(paths),
          renamed == null ? null : renamed.stream().map(each -> each.mapTexts(texts)).toList());
    }
  }

  /** A file that was moved, perhaps with changes. */
  public record Renamed(String from, String to) {

    private Renamed mapTexts(TextMapper texts) {
      return new Renamed(texts.map(from), texts.map(to));
    }
  }

  /**
   * The outcome of one acceptance check.
   *
   * @param exit exit code; null if the check did not end by itself
   * @param tail the last 40 lines of its output
   * @param before its verdict before the job had changed anything; null if it did not run then
   * @param touched files that decide the verdict and that the job changed; null: none
   */
  public record CheckResult(
      String name,
      CheckVerdict verdict,
      @Nullable Integer exit,
      double seconds,
      @Nullable String tail,
      @Nullable CheckVerdict before,
      @Nullable List<Touched> touched) {

    public CheckResult {
      touched = touched == null || touched.isEmpty() ? null : List.copyOf(touched);
    }

    public CheckResult(
        String name,
        CheckVerdict verdict,
        @Nullable Integer exit,
        double seconds,
        @Nullable String tail) {
      this(name, verdict, exit, seconds, tail, null, null);
    }

    public CheckResult mapTexts(UnaryOperator<String> operator) {
      return mapTexts(new TextMapper(operator));
    }

    private CheckResult mapTexts(TextMapper texts) {
      return new CheckResult(
          texts.map(name),
          verdict,
          exit,
          seconds,
          texts.mapIfThere(tail),
          before,
          touched == null ? null : touched.stream().map(each -> each.mapTexts(texts)).toList());
    }

    /** The verdict alone. */
    CheckResult withoutTexts() {
      return new CheckResult(name, verdict, exit, seconds, null, before, null);
    }
  }

  /**
   * A file that decides the verdict of a check and that the job changed.
   *
   * @param lines the relevant lines of the difference, each with its sign; only the first of many
   */
  public record Touched(String path, What what, List<String> lines) {

    /** What the job did to the file. */
    public enum What {
      /** It decides what the check runs, or how: a build file, a configuration of a test runner. */
      DEFINITION,
      TEST_DELETED,
      TEST_SKIPPED
    }

    public Touched {
      lines = lines == null ? List.of() : List.copyOf(lines);
    }

    private Touched mapTexts(TextMapper texts) {
      return new Touched(texts.map(path), what, texts.map(lines));
    }
  }

  /** The verdict of a check, or that it could not give one. */
  public enum CheckVerdict {
    PASSED,
    FAILED,
    COULD_NOT_RUN
  }

  /**
   * Where the products of the attempt are.
   *
   * @param undelivered requested outputs that are missing, why, and how to get them; null: none
   */
  public record Outputs(
      @Nullable Branch branch,
      @Nullable Artifact patch,
      @Nullable Artifact report,
      @Nullable Artifact log,
      List<Artifact> artifacts,
      @Nullable String pullRequest,
      @Nullable List<String> undelivered) {

    public static final Outputs NONE = new Outputs(null, null, null, null, List.of(), null);

    public Outputs(
        @Nullable Branch branch,
        @Nullable Artifact patch,
        @Nullable Artifact report,
        @Nullable Artifact log,
        List<Artifact> artifacts,
        @Nullable String pullRequest) {
      this(branch, patch, report, log, artifacts, pullRequest, null);
    }

    public Outputs {
      artifacts = artifacts == null ? List.of() : List.copyOf(artifacts);
      undelivered = undelivered == null || undelivered.isEmpty() ? null : List.copyOf(undelivered);
    }

    private Outputs mapTexts(TextMapper texts) {
      return new Outputs(
          branch == null ? null : branch.mapTexts(texts),
          patch == null ? null : patch.mapTexts(texts),
          report == null ? null : report.mapTexts(texts),
          log == null ? null : log.mapTexts(texts),
          artifacts.stream().map(each -> each.mapTexts(texts)).toList(),
          texts.mapIfThere(pullRequest),
          texts.mapIfThere(undelivered));
    }
  }

  /**
   * A branch with one commit on the base.
   *
   * @param pushedTo the repository that has it now; null: it must be made from the patch
   */
  public record Branch(String name, String commit, @Nullable String pushedTo) {

    private Branch mapTexts(TextMapper texts) {
      return new Branch(texts.map(name), commit, texts.mapIfThere(pushedTo));
    }
  }

  /**
   * A file on the artifacts topic.
   *
   * @param bytes its size
   * @param sha256 in hexadecimal
   * @param offset of its first chunk, in the job's partition of the artifacts topic
   */
  public record Artifact(String name, long bytes, String sha256, long offset) {

    /** The prefix of files that the brief's artifacts globs matched. */
    public static final String FILES = "artifacts/";

    private Artifact mapTexts(TextMapper texts) {
      return new Artifact(texts.map(name), bytes, sha256, offset);
    }
  }

  /** What an agent used; null where its tool does not report it. */
  public record Usage(
      String agent,
      @Nullable String model,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      @Nullable Double costUsd) {

    private Usage mapTexts(TextMapper texts) {
      return new Usage(
          texts.map(agent), texts.mapIfThere(model), inputTokens, outputTokens, costUsd);
    }
  }
}
