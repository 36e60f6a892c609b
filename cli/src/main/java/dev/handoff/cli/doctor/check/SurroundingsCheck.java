package dev.handoff.cli.doctor.check;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the local process, and so each of its jobs, inherited from the shell that started it,
 * compared with this shell.
 *
 * @param surroundings null if the system does not report them
 * @param shell the variables of this command
 * @param matters whether a variable is a log-in or affects how remotes are reached
 */
public record SurroundingsCheck(
    Background process,
    @Nullable ProcessSurroundings surroundings,
    Map<String, String> shell,
    Predicate<String> matters)
    implements Check {

  private static final String NAME = "local";
  private static final String RESTART =
      "handoff local stop; the next command that needs it starts it from its own shell";

  /** Resources whose limit counts as low below the number; shells set none by default. */
  private static final Map<String, Long> LOW =
      new TreeMap<>(
          Map.of(
              "cpu time", Long.MAX_VALUE,
              "file size", Long.MAX_VALUE,
              "data size", Long.MAX_VALUE,
              "resident set", Long.MAX_VALUE,
              "address space", Long.MAX_VALUE,
              "processes", 1024L,
              "open files", 1024L));

  @Override
  public List<Diagnosis> findings() {
    String since =
        "the local process runs since %s, of build %s"
            .formatted(process.startedAt().truncatedTo(ChronoUnit.SECONDS), process.build());
    if (surroundings == null) {
      return List.of(Diagnosis.ok(NAME, since));
    }
    List<Diagnosis> findings = new ArrayList<>();
    Map<String, String> its = surroundings.environment();
    findings.add(
        Diagnosis.ok(
            NAME,
            "%s; locale %s, umask %s, niceness %d\nfrom the shell that started it it has: %s"
                .formatted(
                    since,
                    its.getOrDefault("LANG", "C"),
                    surroundings.umask(),
                    surroundings.niceness(),
                    names(taken(its)))));
    addLimits(surroundings, findings);
    addOthers(its, findings);
    return List.copyOf(findings);
  }

  private static void addLimits(ProcessSurroundings its, List<Diagnosis> findings) {
    String low =
        LOW.entrySet().stream()
            .filter(each -> isLow(its.limits().get(each.getKey()), each.getValue()))
            .map(each -> each.getKey() + " " + its.limits().get(each.getKey()))
            .collect(Collectors.joining(", "));
    if (!low.isEmpty()) {
      findings.add(
          Diagnosis.warning(
              NAME,
              "the shell that started it had limits, which all jobs have now: " + low,
              "handoff local stop; start it from a shell without them (ulimit -a)"));
    }
    if (its.niceness() > 0) {
      findings.add(
          Diagnosis.warning(
              NAME,
              "it yields to other processes, and so do its jobs: niceness " + its.niceness(),
              RESTART));
    }
  }

  private static boolean isLow(@Nullable String value, long least) {
    return value != null && Long.parseLong(value.split(" ")[0]) < least;
  }

  /** Compares the values, but never reports them. */
  private void addOthers(Map<String, String> its, List<Diagnosis> findings) {
    TreeSet<String> other = new TreeSet<>(taken(its));
    other.addAll(taken(shell));
    other.removeIf(name -> Objects.equals(its.get(name), shell.get(name)));
    if (!other.isEmpty()) {
      findings.add(
          Diagnosis.warning(
              NAME,
              "jobs get, and redact, these variables as it has them, and not as this shell: "
                  + names(other),
              RESTART));
    }
    List<String> folders = folders(shell).filter(each -> !hasFolder(its, each)).toList();
    if (!folders.isEmpty()) {
      findings.add(
          Diagnosis.warning(
              NAME,
              "jobs find no programs in these folders of this shell's PATH: "
                  + String.join(", ", folders),
              RESTART));
    }
  }

  private List<String> taken(Map<String, String> variables) {
    return variables.keySet().stream().filter(matters).sorted().toList();
  }

  private static String names(Iterable<String> names) {
    String all = String.join(", ", names);
    return all.isEmpty() ? "no log-in, proxy or secret" : all;
  }

  private static boolean hasFolder(Map<String, String> variables, String folder) {
    return folders(variables).anyMatch(folder::equals);
  }

  private static Stream<String> folders(Map<String, String> variables) {
    return Arrays.stream(variables.getOrDefault("PATH", "").split(":"))
        .filter(folder -> folder.startsWith("/"))
        .distinct();
  }
}
