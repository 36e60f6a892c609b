package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Tools;
import dev.handoff.job.JobId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A subscription: pushes each change of tasks as the log has it, and ends when all of them have
 * ended. A client that asks for other news only is acknowledged, and never hears any: nothing else
 * changes here.
 */
final class Listen {

  private static final int MOST_TASKS = 100;
  private static final String SUBSCRIPTION = RequestMeta.PREFIX + "subscriptionId";

  private final Tools tools;
  private final TaskMethods tasks;

  Listen(Tools tools, TaskMethods tasks) {
    this.tools = tools;
    this.tasks = tasks;
  }

  CompletableFuture<ObjectNode> answer(Exchange exchange) {
    JsonNode wanted = exchange.params().path("notifications");
    if (!wanted.isObject()) {
      throw RpcException.wrongParams("notifications must be an object");
    }
    Call call = exchange.call();
    if (!wanted.has("taskIds")) {
      acknowledge(call, null);
      return new CompletableFuture<>(); // until the client ends it
    }
    exchange.requireTasks();
    Set<JobId> ids = ids(wanted.path("taskIds"));
    return CompletableFuture.supplyAsync(tasks::jobs, tools.blocking())
        .thenCompose(jobs -> known(jobs, ids).thenCompose(views -> follow(call, jobs, views)));
  }

  private static Set<JobId> ids(JsonNode taskIds) {
    if (!taskIds.isArray() || taskIds.size() > MOST_TASKS) {
      throw RpcException.wrongParams("taskIds must be a list of at most " + MOST_TASKS + " texts");
    }
    Set<JobId> ids = new LinkedHashSet<>();
    for (JsonNode each : taskIds) {
      if (!each.isTextual()) {
        throw RpcException.wrongParams("taskIds must be texts");
      }
      TaskMethods.id(each.textValue()).ifPresent(ids::add);
    }
    return ids;
  }

  /** Unknown ones are left out of what is acknowledged. */
  private static CompletableFuture<List<JobView>> known(Jobs jobs, Set<JobId> ids) {
    List<CompletableFuture<@Nullable JobView>> looks = new ArrayList<>();
    for (JobId id : ids) {
      looks.add(
          jobs.status(id)
              .<@Nullable JobView>handle(
                  (view, failure) -> {
                    if (failure == null || TaskMethods.isUnknown(failure)) {
                      return view;
                    }
                    throw new IllegalStateException(failure.getMessage(), failure);
                  }));
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<JobView> views = new ArrayList<>();
              for (CompletableFuture<@Nullable JobView> look : looks) {
                JobView view = look.join();
                if (view != null) {
                  views.add(view);
                }
              }
              return views;
            });
  }

  private CompletableFuture<ObjectNode> follow(Call call, Jobs jobs, List<JobView> views) {
    acknowledge(call, views);
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    CompletableFuture<Void> failed = new CompletableFuture<>();
    for (JobView view : views) {
      Pushed pushed = new Pushed(call, failed);
      pushed.accept(view); // it may have changed since the client last looked
      if (!view.status().isTerminal()) {
        CompletableFuture<JobView> end = jobs.end(view.job(), view, pushed::accept);
        call.ended().thenRun(() -> end.cancel(false));
        ends.add(end.thenCompose(ended -> pushed.sent()));
      } else {
        ends.add(pushed.sent());
      }
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    return CompletableFuture.anyOf(all, failed)
        .thenApply(done -> withSubscription(JsonNodeFactory.instance.objectNode(), call));
  }

  private static void acknowledge(Call call, @Nullable List<JobView> views) {
    ObjectNode params = withSubscription(JsonNodeFactory.instance.objectNode(), call);
    ObjectNode agreed = params.putObject("notifications");
    if (views != null) {
      ArrayNode ids = agreed.putArray("taskIds");
      views.forEach(view -> ids.add(view.job().text()));
    }
    call.send(JsonRpc.notification("notifications/subscriptions/acknowledged", params));
  }

  private static ObjectNode withSubscription(ObjectNode object, Call call) {
    object.putObject("_meta").set(SUBSCRIPTION, call.id());
    return object;
  }

  /**
   * Sends the states of one task in their order. States that come while one is being sent are
   * coalesced: the newest follows, and the end is never left out.
   */
  private final class Pushed {

    private final Call call;
    private final CompletableFuture<Void> failed;
    private final AtomicReference<@Nullable JobView> next = new AtomicReference<>();

    // Guarded by this: the last of the sends, one after the other.
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /**
     * @param failed fails if a state cannot be sent: without it the client would wait for the end
     *     of other tasks before it learns so
     */
    private Pushed(Call call, CompletableFuture<Void> failed) {
      this.call = call;
      this.failed = failed;
    }

    private void accept(JobView view) {
      if (next.getAndSet(view) == null) {
        synchronized (this) {
          last = last.thenRunAsync(this::send, tools.blocking());
          last.whenComplete((sent, failure) -> fail(failure));
        }
      }
    }

    private void fail(@Nullable Throwable failure) {
      if (failure != null) {
        failed.completeExceptionally(failure);
      }
    }

    private synchronized CompletableFuture<Void> sent() {
      return last;
    }

    private void send() {
      JobView view = next.getAndSet(null);
      if (view != null) {
        ObjectNode params = withSubscription(tasks.detailed(view), call);
        call.send(JsonRpc.notification("notifications/tasks", params));
      }
    }
  }
}
