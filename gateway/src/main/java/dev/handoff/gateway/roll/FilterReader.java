package dev.handoff.gateway.roll;

import dev.handoff.brief.DurationText;
import dev.handoff.job.JobStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a filter from the parameters of a query, strictly. Pure. */
public final class FilterReader {

  /** The parameters of a filter. */
  public static final Set<String> NAMES =
      Set.of("state", "lane", "submitter", "template", "text", "since");

  private static final int MAX_TEXT = 500;
  private static final Set<JobStatus> LIVE = EnumSet.of(JobStatus.QUEUED, JobStatus.RUNNING);
  private static final Set<JobStatus> ENDED =
      EnumSet.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED);

  private final Instant now;

  /**
   * @param now from which a {@code since} such as 2h counts
   */
  public FilterReader(Instant now) {
    this.now = now;
  }

  /**
   * @param parameters each with all its values; a value may be a list with commas
   * @param others names of parameters that the route has besides those of a filter
   * @throws IllegalArgumentException if one is unknown or wrong; the message names the rule
   */
  public Filter read(Map<String, List<String>> parameters, Set<String> others) {
    for (String name : parameters.keySet()) {
      if (!NAMES.contains(name) && !others.contains(name)) {
        throw new IllegalArgumentException("there is no parameter " + name);
      }
    }
    return new Filter(
        states(values(parameters, "state")),
        values(parameters, "lane"),
        values(parameters, "submitter"),
        values(parameters, "template"),
        one(parameters, "text"),
        since(one(parameters, "since")));
  }

  private static Set<String> values(Map<String, List<String>> parameters, String name) {
    Set<String> values = new HashSet<>();
    for (String value : parameters.getOrDefault(name, List.of())) {
      for (String one : value.split(",", -1)) {
        require(!one.isEmpty() && one.length() <= MAX_TEXT, name + " must have a value");
        values.add(one);
      }
    }
    return values;
  }

  /**
   * The value of a parameter that may stand once.
   *
   * @throws IllegalArgumentException if it has several, or an empty or long one
   */
  public static @Nullable String one(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      return null;
    }
    String value = values.get(0);
    require(
        values.size() == 1 && !value.isEmpty() && value.length() <= MAX_TEXT,
        name + " must have one value of at most " + MAX_TEXT + " characters");
    return value;
  }

  private static Set<JobStatus> states(Set<String> names) {
    Set<JobStatus> states = EnumSet.noneOf(JobStatus.class);
    for (String name : names) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "queued" -> states.add(JobStatus.QUEUED);
        case "running" -> states.add(JobStatus.RUNNING);
        case "completed" -> states.add(JobStatus.COMPLETED);
        case "failed" -> states.add(JobStatus.FAILED);
        case "cancelled" -> states.add(JobStatus.CANCELLED);
        case "live" -> states.addAll(LIVE);
        case "ended" -> states.addAll(ENDED);
        default ->
            throw new IllegalArgumentException(
                "state must be queued, running, completed, failed, cancelled, live or ended, got: "
                    + name);
      }
    }
    return states;
  }

  private @Nullable Instant since(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : now.minus(DurationText.parse("since", text));
    } catch (DateTimeParseException | ArithmeticException | IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "since must be how long ago (2h, 7d) or a time (2026-11-30T08:00:00Z), got: " + text);
    }
  }

  private static void require(boolean isTrue, String rule) {
    if (!isTrue) {
      throw new IllegalArgumentException(rule);
    }
  }
}
