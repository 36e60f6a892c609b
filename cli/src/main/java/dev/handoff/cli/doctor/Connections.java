package dev.handoff.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tries to connect to several addresses at once. */
final class Connections {

  static final Duration LIMIT = Duration.ofMillis(2500);

  private Connections() {}

  /** The problem for each address, in their order; empty if the connection succeeds. */
  static Map<String, String> problems(Collection<String> addresses) throws InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool(Connections::thread);
    try {
      List<Callable<String>> tries = new ArrayList<>();
      addresses.forEach(address -> tries.add(() -> problem(address)));
      List<Future<String>> answers =
          threads.invokeAll(tries, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      Map<String, String> problems = new LinkedHashMap<>();
      int at = 0;
      for (String address : addresses) {
        problems.put(address, problem(answers.get(at++)));
      }
      return problems;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread thread(Runnable look) {
    Thread thread = new Thread(look, "doctor");
    thread.setDaemon(true); // a name server that does not answer must not delay the exit
    return thread;
  }

  private static String problem(Future<String> answer) throws InterruptedException {
    try {
      return answer.isCancelled() ? "no answer within " + LIMIT.toMillis() + " ms" : answer.get();
    } catch (ExecutionException e) {
      return String.valueOf(ProbeRunner.causeOf(e).getMessage());
    }
  }

  private static String problem(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      return "it is not HOST:PORT";
    }
    String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
    int port = Integer.parseInt(address.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
      return "";
    } catch (UnknownHostException e) {
      return "there is no host of that name";
    } catch (IOException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
