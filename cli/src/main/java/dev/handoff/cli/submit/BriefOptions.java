package dev.handoff.cli.submit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.help.HelpSection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Builds a brief from a few flags, for work that is not worth a file. */
final class BriefOptions {

  private static final int LONGEST_NAME = 100;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      order = HelpSection.WORK,
      description = "Let an agent do the work, such as codex or claude.")
  private @Nullable String agent;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      order = HelpSection.WORK,
      description = "Model of the agent.")
  private @Nullable String model;

  @Option(
      names = "--effort",
      paramLabel = "LEVEL",
      order = HelpSection.WORK,
      description = "Effort of the agent.")
  private @Nullable String effort;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      order = HelpSection.WORK,
      description = "Files that may change; no others may. Repeatable.")
  private List<String> include = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      order = HelpSection.WORK,
      description = "Files that must not change. Repeatable.")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--check",
      paramLabel = "COMMAND",
      order = HelpSection.WORK,
      description = "Command that must succeed afterwards. Repeatable.")
  private List<String> checks = new ArrayList<>();

  @Option(
      names = "--repo",
      paramLabel = "REPO",
      order = HelpSection.PLACE,
      description = "Repository to work on. Default: the current one.")
  private @Nullable String repo;

  @Option(
      names = "--ref",
      paramLabel = "REF",
      order = HelpSection.PLACE,
      description = "Commit, branch or tag. Default: HEAD.")
  private @Nullable String ref;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      order = HelpSection.PLACE,
      description = "Folder to work in. Default: the root.")
  private @Nullable String dir;

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      order = HelpSection.PLACE,
      description = "Lane. Default: that of the context, else standard.")
  private @Nullable String lane;

  @Option(
      names = "--limit",
      paramLabel = "DURATION",
      order = HelpSection.WORK,
      description = "End an attempt after this time. Default: 2h.")
  private @Nullable String limit;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      split = ",",
      order = HelpSection.WORK,
      description = "Default: branch,patch,report. Also: pull_request.")
  private List<String> output = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      order = HelpSection.WORK,
      description = "Variable for the job. Repeatable.")
  private List<String> env = new ArrayList<>();

  @Option(
      names = "--changes",
      paramLabel = "WHAT",
      order = HelpSection.WORK,
      description = "optional: nothing has to change. Default: required.")
  private @Nullable String changes;

  /** Whether any flag was given. */
  boolean isUsed() {
    return !brief("", List.of("")).equals(new BriefOptions().brief("", List.of("")));
  }

  boolean hasAgent() {
    return agent != null;
  }

  /**
   * @param goal what is to be done
   * @param command the command that does it; empty if an agent does
   * @throws dev.handoff.brief.schema.InvalidBriefException with all errors of the brief
   */
  Brief read(String goal, List<String> command, BriefReader reader) {
    String json = brief(goal, command).toString();
    return reader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode brief(String goal, List<String> command) {
    ObjectNode brief = JsonNodeFactory.instance.objectNode();
    brief.put("goal", goal);
    putScope(brief.putObject("scope"));
    putRun(brief.putObject("run"), command);
    putAll(brief, "env", env);
    Set<String> names = new HashSet<>();
    for (String check : new LinkedHashSet<>(checks)) {
      brief.withArray("/checks").addObject().put("name", name(check, names)).put("run", check);
    }
    putAll(brief, "output", output);
    put(brief, "changes", changes);
    put(brief, "lane", lane);
    if (limit != null) {
      brief.putObject("limits").put("timeout", limit);
    }
    return brief;
  }

  private void putScope(ObjectNode scope) {
    put(scope, "repo", repo);
    put(scope, "ref", ref);
    put(scope, "dir", dir);
    putAll(scope, "include", include);
    putAll(scope, "exclude", exclude);
  }

  private void putRun(ObjectNode run, List<String> command) {
    put(run, "agent", agent);
    put(run, "model", model);
    put(run, "effort", effort);
    putAll(run, "command", command);
  }

  /** A name for a check: one short line, unique, made from a command of any form. */
  private static String name(String check, Set<String> taken) {
    String line = check.replaceAll("[\\s\\p{Z}\\p{Cc}]+", " ").strip();
    String name = cut(line, LONGEST_NAME);
    for (int number = 2; !taken.add(name); number++) {
      String ending = " (" + number + ")";
      name = cut(line, LONGEST_NAME - ending.length()) + ending;
    }
    return name;
  }

  private static String cut(String line, int length) {
    return line.codePointCount(0, line.length()) <= length
        ? line
        : line.substring(0, line.offsetByCodePoints(0, length - 1)).strip() + "…";
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static void putAll(ObjectNode node, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = node.putArray(name);
      values.forEach(array::add);
    }
  }
}
