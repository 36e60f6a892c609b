package dev.handoff.cli.submit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** A brief of a few flags, for work that is not worth a file. */
final class BriefOptions {

  private static final int LONGEST_NAME = 100;

  @Option(names = "--agent", paramLabel = "NAME", description = "Who does it: codex, claude, …")
  private String agent;

  @Option(names = "--model", paramLabel = "MODEL", description = "The agent's model.")
  private String model;

  @Option(names = "--effort", paramLabel = "LEVEL", description = "The agent's effort.")
  private String effort;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "What may change; any other change fails the job. May be repeated.")
  private List<String> include = new ArrayList<>();

  @Option(names = "--exclude", paramLabel = "GLOB", description = "What must not change.")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--check",
      paramLabel = "COMMAND",
      description = "Must succeed afterwards, or the job has failed. May be repeated.")
  private List<String> checks = new ArrayList<>();

  @Option(names = "--repo", paramLabel = "REPO", description = "Default: the current repository.")
  private String repo;

  @Option(names = "--ref", paramLabel = "REF", description = "What to work on. Default: HEAD.")
  private String ref;

  @Option(names = "--dir", paramLabel = "DIR", description = "Where in it. Default: its root.")
  private String dir;

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      description = "Default: the context's, else standard.")
  private String lane;

  @Option(
      names = "--limit",
      paramLabel = "DURATION",
      description = "How long an attempt may take. Default: 2h.")
  private String limit;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      split = ",",
      description = "branch, patch, report, pull_request. Default: the first three.")
  private List<String> output = new ArrayList<>();

  @Option(names = "--env", paramLabel = "NAME[=VALUE]", description = "A variable for the job.")
  private List<String> env = new ArrayList<>();

  @Option(
      names = "--changes",
      paramLabel = "WHAT",
      description = "optional: it is no failure if nothing has changed. Default: required.")
  private String changes;

  /** Whether any was given. */
  boolean isUsed() {
    return !brief("", List.of("")).equals(new BriefOptions().brief("", List.of("")));
  }

  boolean hasAgent() {
    return agent != null;
  }

  /**
   * @param goal what is to be done
   * @param command what does it; empty if an agent does
   * @throws dev.handoff.brief.schema.InvalidBriefException with everything that is wrong with it
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

  /** A check's name is one short line that no other has; its command may be anything. */
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

  private static void put(ObjectNode node, String name, String value) {
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
