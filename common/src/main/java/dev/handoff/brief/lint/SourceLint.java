package dev.handoff.brief.lint;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Command;
import dev.handoff.brief.ScopeGlob;
import dev.handoff.brief.lint.CommandNeed.Kind;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.DisplayValue;
import dev.handoff.brief.schema.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Compares a brief with the commit that its job would work on, to find commands that cannot run
 * before the work and not after it. Only certain findings refuse the brief. A file that a setup
 * command or the job itself may still create is a warning.
 */
public final class SourceLint {

  private static final int SHORT_HASH = 10;
  private static final Pattern FOLDER = Pattern.compile("[\\w.-]+");

  private final Brief brief;
  private final CommitFiles files;
  private final MissingFile missingFile;
  private final MissingTarget missingTarget;
  private final String commit;
  private final Findings found = new Findings();
  private final List<BriefError> errors = new ArrayList<>();

  /**
   * Facts that the host of the submit knows.
   *
   * @param isIgnored whether git ignores a path of the repository
   * @param isInTree whether the working tree has a path, committed or not
   * @param isProgram whether the PATH has a program
   */
  public record Host(
      Predicate<String> isIgnored, Predicate<String> isInTree, Predicate<String> isProgram) {}

  /**
   * The findings.
   *
   * @param errors submit refuses a brief that has any
   * @param findings warnings first
   */
  public record Result(List<BriefError> errors, List<LintWarning> findings) {}

  private SourceLint(Brief brief, CommitFiles files, String commit, Host host) {
    this.brief = brief;
    this.files = files;
    this.commit = "commit " + commit.substring(0, Math.min(SHORT_HASH, commit.length()));
    this.missingFile = new MissingFile(brief, files, host, this.commit);
    this.missingTarget = new MissingTarget(brief, files, host, this.commit);
  }

  /** Lints a brief whose job works on the commit. */
  public static Result of(Brief brief, CommitFiles files, String commit, Host host) {
    SourceLint lint = new SourceLint(brief, files, commit, host);
    if (!(brief.run() instanceof RunHandler)) {
      if (lint.hasDir()) {
        lint.commands();
        lint.folders();
        lint.carried();
        lint.ownFiles();
        lint.testFolders();
        lint.definitions();
      }
    }
    return new Result(List.copyOf(lint.errors), lint.found.worstFirst());
  }

  /** Whether the folder of the commands exists; without it none can start. */
  private boolean hasDir() {
    String dir = Paths.normal(brief.scope().dir());
    if (dir == null || files.hasFolder(dir) || files.leadsElsewhere(dir)) {
      return true;
    }
    errors.add(
        new BriefError(
            "scope.dir",
            "must be a folder of the repository, and " + commit + " has no such folder",
            DisplayValue.of(brief.scope().dir())));
    return false;
  }

  private void commands() {
    for (int i = 0; i < brief.setup().size(); i++) {
      needs("setup[" + i + "]", brief.setup().get(i), i == 0 ? Maker.NOBODY : Maker.SETUP);
    }
    Maker setup = brief.setup().isEmpty() ? Maker.NOBODY : Maker.SETUP;
    if (brief.run() instanceof RunCommand run) {
      needs("run.command", run.command(), setup);
    }
    for (int i = 0; i < brief.checks().size(); i++) {
      // Checks share a tree: one can build what the next runs.
      boolean isFirst = i == 0 && brief.setup().isEmpty();
      Maker maker = isFirst ? Maker.JOB : Maker.JOB_AND_OTHERS;
      needs("checks[" + i + "].run", brief.checks().get(i).run(), maker);
    }
  }

  /** What can create a file before the command runs. */
  enum Maker {
    NOBODY,
    SETUP,
    JOB,
    JOB_AND_OTHERS
  }

  private void needs(String path, Command command, Maker maker) {
    for (CommandNeed need : CommandNeeds.of(command)) {
      boolean isFile = need.kind() == Kind.SCRIPT || need.kind() == Kind.PROGRAM;
      Judgement judgement =
          isFile
              ? missingFile.judge(command, need, maker)
              : missingTarget.judge(command, need, maker);
      if (judgement == null) {
        continue;
      }
      switch (judgement.weight()) {
        case REFUSAL ->
            errors.add(new BriefError(path, judgement.text() + "; " + judgement.remedy(), null));
        case WARNING -> found.warn(path, judgement.text(), judgement.remedy());
        case ADVICE -> found.advise(path, judgement.text(), judgement.remedy());
      }
    }
  }

  /** Warns of globs of a missing folder if a folder of a similar name exists. */
  private void folders() {
    String prefix = Paths.prefix(brief.scope().dir());
    for (int i = 0; i < brief.scope().include().size(); i++) {
      String glob = brief.scope().include().get(i);
      int slash = glob.indexOf('/');
      String folder = slash < 0 ? "" : glob.substring(0, slash);
      if (folder.isEmpty()
          || !FOLDER.matcher(folder).matches()
          || files.hasFolder(prefix + folder)) {
        continue;
      }
      String near = Spelling.nearest(folder, siblings(prefix));
      boolean isMeant = brief.goal().contains(folder + "/") || files.hasFile(prefix + folder);
      if (near != null && !isMeant) {
        found.warn(
            "scope.include[" + i + "]",
            DisplayValue.of(glob) + " matches nothing of " + commit + ", which has " + near + "/",
            "\"" + DisplayValue.of(near + glob.substring(slash)) + "\", if that folder is meant");
      }
    }
  }

  /** Warns of carried globs that match committed files: the job gets those from the commit. */
  private void carried() {
    String prefix = Paths.prefix(brief.scope().dir());
    for (int i = 0; i < brief.scope().carriedGlobs().size(); i++) {
      String text = brief.scope().carriedGlobs().get(i);
      ScopeGlob glob = new ScopeGlob(text);
      String first =
          files.paths().stream()
              .filter(path -> glob.isRead() && path.startsWith(prefix))
              .filter(path -> glob.matches(path.substring(prefix.length())))
              .findFirst()
              .orElse(null);
      if (first != null) {
        found.warn(
            "scope.carry[" + i + "]",
            "%s matches %s, which %s has, so the job gets that as it is committed"
                .formatted(DisplayValue.of(text), DisplayValue.of(first), commit),
            "name only what git does not hold");
      }
    }
  }

  private Set<String> siblings(String prefix) {
    Set<String> names = new TreeSet<>();
    for (String path : files.paths()) {
      int end = path.indexOf('/', prefix.length());
      if (path.startsWith(prefix) && end > 0) {
        names.add(path.substring(prefix.length(), end));
      }
    }
    return names;
  }

  private void ownFiles() {
    FilesPutBack putBack = new FilesPutBack(brief, files);
    for (int i = 0; i < brief.checks().size(); i++) {
      String path = "checks[" + i + "].run";
      putBack.of(brief.checks().get(i).run()).forEach(file -> ownFile(path, file));
    }
  }

  /**
   * Warns of checks that name a folder of tests. It is restored too, so a job that must change the
   * tests would fail after all its work.
   */
  private void testFolders() {
    if (!brief.scope().include().isEmpty()) {
      return;
    }
    String prefix = Paths.prefix(brief.scope().dir());
    for (int i = 0; i < brief.checks().size(); i++) {
      Command check = brief.checks().get(i).run();
      List<LookedInto> named = LookedInto.of(check, word -> isFolderOfTests(prefix, word));
      if (!named.isEmpty()) {
        found.warn(
            "checks[" + i + "].run",
            "names the folder %s, so it runs the tests as %s has them, without what the job changes in them"
                .formatted(DisplayValue.of(named.get(0).word()), commit),
            "scope: {include: [...]} with the tests that the job is to change, if it is to change any");
      }
    }
  }

  private boolean isFolderOfTests(String prefix, String word) {
    String folder = Paths.normal(prefix + word);
    return folder != null && files.hasFolder(folder) && TestFolders.matches(folder);
  }

  /**
   * Reports files that define what a check runs and that the job may change, except those that the
   * brief names itself.
   */
  private void definitions() {
    if (brief.checks().stream().noneMatch(check -> DefinitionFiles.isKnown(check.run()))) {
      return;
    }
    List<ScopeGlob> include =
        brief.scope().include().stream()
            .filter(glob -> glob.contains("*"))
            .filter(glob -> !DefinitionFiles.matches(glob))
            .map(ScopeGlob::new)
            .toList();
    List<ScopeGlob> guarded = brief.protectedGlobs().stream().map(ScopeGlob::new).toList();
    String prefix = Paths.prefix(brief.scope().dir());
    for (int i = 0; i < brief.checks().size(); i++) {
      Command check = brief.checks().get(i).run();
      if (!DefinitionFiles.isKnown(check)) {
        continue;
      }
      Predicate<String> isRead = DefinitionFiles.readBy(check);
      String first =
          files.paths().stream()
              .filter(path -> path.startsWith(prefix) && isRead.test(path))
              .map(path -> path.substring(prefix.length()))
              .filter(path -> include.stream().anyMatch(glob -> glob.matches(path)))
              .filter(path -> !brief.goal().contains(path))
              .filter(path -> guarded.stream().noneMatch(glob -> glob.matches(path)))
              .findFirst()
              .orElse(null);
      if (first != null) {
        found.advise(
            "checks[" + i + "].run",
            "reads "
                + DisplayValue.of(first)
                + ", which the job may change, and so change what is checked",
            "protect: [\"" + DisplayValue.of(first) + "\"], unless the job is to change it");
      }
    }
  }

  private void ownFile(String path, String file) {
    String glob = DisplayValue.of(file.replaceAll("[\\[\\]*?\\\\]", "\\\\$0"));
    found.warn(
        path,
        "names %s, so it sees that file as %s has it, without what the job changes"
            .formatted(DisplayValue.of(file), commit),
        "scope: {include: ['%s']}, or --include '%s', and what else may change"
            .formatted(glob, glob));
  }
}
