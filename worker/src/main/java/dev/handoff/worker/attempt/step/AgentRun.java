package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.agents.Agent;
import dev.handoff.worker.attempt.agents.AgentCommand;
import dev.handoff.worker.attempt.agents.AgentHome;
import dev.handoff.worker.attempt.agents.AgentProgram;
import dev.handoff.worker.attempt.agents.AgentResult;
import dev.handoff.worker.attempt.agents.AgentRunRequest;
import dev.handoff.worker.attempt.agents.AgentStream;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.agents.Prompt;
import dev.handoff.worker.attempt.agents.Transcript;
import dev.handoff.worker.attempt.child.Bind;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.Output;
import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the job by an agent. The prompt and the log-in, which only the agent gets, are in a folder
 * that exists for this run only.
 */
final class AgentRun {

  /** Gives the prompt on a stdin that ends after it, and keeps stderr apart from the events. */
  private static final String START = "in=$1 err=$2; shift 2; exec \"$@\" <\"$in\" 2>>\"$err\"";

  private static final String START_MIXED = "in=$1; shift 2; exec \"$@\" <\"$in\" 2>&1";

  private static final Logger LOG = LoggerFactory.getLogger(AgentRun.class);

  private final Attempt attempt;
  private final Agents agents;
  private final RunAgent asked;
  private final Agent agent;
  private final Path folder;

  AgentRun(Attempt attempt, Agents agents, RunAgent asked) {
    this.attempt = attempt;
    this.agents = agents;
    this.asked = asked;
    this.agent = agents.find(asked.agent()).orElseThrow(); // prepare rejects unknown agents
    this.folder = attempt.workspace().agent();
  }

  StepResult take() throws IOException, InterruptedException {
    AgentHome home = agents.home(agent, folder.resolve("home"));
    // Setup may have put a link there if the isolation does not prevent it.
    FolderDeletion.delete(folder);
    Files.createDirectory(folder);
    try {
      home.create();
      Files.writeString(prompt(), prompt(attempt));
      return run(home);
    } finally {
      FolderDeletion.delete(folder);
    }
  }

  private Path prompt() {
    return folder.resolve("prompt.md");
  }

  private static String prompt(Attempt attempt) {
    String summary = attempt.workspace().summary().toString();
    return new Prompt(attempt.brief(), attempt.order().earlier(), summary).text();
  }

  private StepResult run(AgentHome home) throws IOException, InterruptedException {
    AgentRunRequest assignment =
        new AgentRunRequest(asked, home.folder(), prompt(), attempt.tools().hasNetwork());
    AgentCommand command = agent.command(assignment);
    if (!command.unlimited().isEmpty()) {
      attempt.log().note(asked.agent() + " takes no " + String.join(", ", command.unlimited()));
    }
    Transcript transcript = agent.transcript(Instant.now(), ZoneId.systemDefault());
    AgentStream stream = new AgentStream(transcript, this::show);
    try (AgentErrors errors = new AgentErrors(folder.resolve("errors"), attempt.log())) {
      ChildExit ending =
          attempt.processes().run(attempt.tree(), child(command), output(stream), errors::look);
      errors.finish();
      stream.finish();
      keepRenewed(home);
      attempt.used(transcript.usage(agents.title(asked.agent()), asked.model()));
      summarize(transcript.lastMessage());
      return finding(ending, transcript, errors.last());
    }
  }

  // The job's work is not worth less without it.
  private void keepRenewed(AgentHome home) {
    try {
      home.keepRenewed().forEach(line -> LOG.warn("{}: {}", attempt.order().name(), line));
    } catch (IOException e) {
      LOG.warn("{}: the log-in that the agent renewed is lost: {}", asked.agent(), e.toString());
    }
  }

  private JobProcesses.AgentChild child(AgentCommand command) {
    Map<String, String> variables = new LinkedHashMap<>(agents.variables(agent));
    variables.putAll(command.environment());
    List<String> words = new ArrayList<>(List.of("sh", "-c"));
    words.add(agent.mixesErrors() ? START_MIXED : START);
    words.addAll(List.of("agent", prompt().toString(), folder.resolve("errors").toString()));
    List<Bind> binds = new ArrayList<>(List.of(Bind.writable(folder)));
    Optional<AgentProgram> program = agents.program(agent);
    words.add(program.map(AgentProgram::word).orElse(command.words().get(0)));
    words.addAll(command.words().subList(1, command.words().size()));
    program.flatMap(AgentProgram::installation).map(Bind::readOnly).ifPresent(binds::add);
    return new JobProcesses.AgentChild(words, variables, binds);
  }

  private Output output(AgentStream stream) throws IOException {
    if (agent.mixesErrors()) {
      return stream::write; // its output is text, which the log has already
    }
    LogWriter events = attempt.openEvents();
    return (bytes, offset, length) -> {
      events.write(bytes, offset, length);
      stream.write(bytes, offset, length);
    };
  }

  private void show(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    attempt.log().write(bytes, 0, bytes.length);
  }

  // All processes of the job are dead, so a file cannot be replaced between the check and the
  // write.
  private void summarize(String lastMessage) throws IOException {
    Path file = attempt.workspace().summary();
    boolean isEmpty = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == 0;
    if (isEmpty && !lastMessage.isBlank()) {
      Files.write(
          file,
          lastMessage.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    }
  }

  private StepResult finding(ChildExit ending, Transcript transcript, String errors) {
    if (ending instanceof ChildExit.Stopped stopped) {
      return new StepResult.Stopped(stopped.why());
    }
    if (ending instanceof ChildExit.TimedOut) {
      return Run.timedOut(attempt, "the agent " + asked.agent());
    }
    if (ending instanceof ChildExit.Idle) {
      return Run.idle(attempt, "the agent " + asked.agent());
    }
    if (ending instanceof ChildExit.OutOfMemory) {
      return Run.outOfMemory("the agent " + asked.agent());
    }
    if (ending instanceof ChildExit.Exited exited) {
      AgentResult verdict = transcript.verdict(exited.code(), errors);
      boolean neverRan = exited.code() == 126 || exited.code() == 127;
      return neverRan && verdict instanceof AgentResult.Failed failed
          ? unavailable(failed.message())
          : finding(verdict);
    }
    return unavailable(Run.words(ending));
  }

  private StepResult finding(AgentResult verdict) {
    if (verdict instanceof AgentResult.Failed failed) {
      return StepResult.failed(Reason.RUN_FAILED, message(failed.message()));
    }
    if (verdict instanceof AgentResult.Limited limited) {
      return new StepResult.Failed(
          Reason.AGENT_LIMITED,
          message("has reached a limit of use: " + limited.message()),
          limited.reset().orElse(null));
    }
    return verdict instanceof AgentResult.Unavailable unavailable
        ? unavailable("was not let in: " + unavailable.message())
        : StepResult.GO_ON;
  }

  private StepResult unavailable(String why) {
    agents.lookAgain();
    return StepResult.failed(Reason.AGENT_UNAVAILABLE, message(why));
  }

  private String message(String what) {
    return PlainText.cut(PlainText.clean("the agent " + asked.agent() + " " + what), 2000);
  }
}
