package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Reads a part of a file of a job that has ended. */
final class JobResultTool implements Tool {

  private static final int MOST_BYTES = 64 * 1024;
  private static final String REPORT = "report";

  private final ToolSchema schema = ToolSchema.of("job_result");
  private final JobSource source;
  private final Executor blocking;

  JobResultTool(JobSource source, Executor blocking) {
    this.source = source;
    this.blocking = blocking;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    String name = arguments.text("file").orElse(REPORT);
    int offset = arguments.number("offset", 0, Integer.MAX_VALUE).orElse(0);
    JobId job = arguments.job("job");
    Jobs jobs = source.jobs();
    return jobs.status(job)
        .thenApplyAsync(
            view -> {
              try {
                return answer(jobs, view, name, offset);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            blocking);
  }

  private static ToolAnswer answer(Jobs jobs, JobView view, String name, int offset)
      throws IOException, InterruptedException {
    JobReader reader = new JobReader(jobs);
    if (!view.status().isTerminal()) {
      return reader.answer(view, false, 0);
    }
    Artifact file = StoredFiles.named(view, name).orElse(null);
    if (file == null && name.equals(REPORT)) {
      return reader.ended(view, 0);
    }
    if (file == null) {
      throw new ToolException(missing(view, name));
    }
    FilePart part = new StoredFiles(jobs).read(view, file, offset, MOST_BYTES);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", view.job().text()).put("file", PlainText.of(file.name()));
    json.put("sha256", file.sha256()).put("offset", part.from()).put("bytes", part.total());
    json.put("next", part.isLast() ? null : part.next());
    String where =
        "%s of %s, bytes %d to %d of %d%s\n\n"
            .formatted(
                PlainText.one(file.name()),
                view.job(),
                part.from(),
                part.next(),
                part.total(),
                part.isLast() ? "" : "; offset " + part.next() + " reads on");
    return ToolAnswer.of(where + Fence.of("File", part.text()), json);
  }

  private static String missing(JobView view, String name) {
    String names =
        StoredFiles.all(view.result().outputs()).stream()
            .map(file -> PlainText.one(file.name(), 100))
            .limit(50)
            .collect(Collectors.joining(", "));
    return "%s left no file %s. It left: %s"
        .formatted(view.job(), PlainText.one(name, 100), names.isEmpty() ? "none" : names);
  }
}
