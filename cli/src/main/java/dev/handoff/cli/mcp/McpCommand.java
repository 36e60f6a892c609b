package dev.handoff.cli.mcp;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.Version;
import dev.handoff.cli.help.SkillPage;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.submit.RepositorySubmitter;
import dev.handoff.gateway.mcp.McpServer;
import dev.handoff.gateway.mcp.StdioTransport;
import dev.handoff.gateway.mcp.tool.FailureText;
import dev.handoff.gateway.mcp.tool.Tools;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves one host of an agent over MCP, on stdin and stdout. */
@Command(
    name = "mcp",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  claude mcp add handoff -- handoff mcp",
      "  codex mcp add handoff -- handoff mcp"
    },
    description =
        "Serve an agent's host over MCP on stdin and stdout. For hosts without a shell; start it in the repository that jobs work on. It ends when stdin is closed, and no job ends with it; see docs/for-agents.md.")
public final class McpCommand implements Callable<Integer> {

  /** Calls that submit, list and read files at once; waits need no thread. */
  private static final int THREADS = 8;

  @Mixin private ConnectionOptions connection;

  @Override
  public Integer call() throws Exception {
    InputStream in = System.in;
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err); // stdout belongs to the protocol
    ThreadPoolExecutor blocking = threads();
    try (ServedCluster cluster = new ServedCluster(connection)) {
      Tools tools = new Tools(cluster, new RepositorySubmitter(connection), failures(), blocking);
      new StdioTransport(new McpServer(tools, Version.number(), SkillPage.text()), in, out).run();
    } finally {
      blocking.shutdownNow();
    }
    return ExitCode.COMPLETED;
  }

  private FailureText failures() {
    return failure ->
        Failures.message(
            failure, connection.connected().map(Failures::broker).orElse("the broker"));
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "mcp-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
