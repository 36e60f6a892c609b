package dev.handoff.cli.state;

import java.time.Instant;

/**
 * The board that the background process serves.
 *
 * @param pid of the process that serves it
 * @param since the start of that process
 * @param port of 127.0.0.1
 * @param token of the process's user, who may do everything with it
 */
public record LocalBoard(long pid, Instant since, int port, String token) {

  /** Whether this process serves it; otherwise one that has died did. */
  public boolean isOf(LocalProcess process) {
    return pid == process.pid() && since.equals(process.startedAt());
  }

  /** The page, without the token. */
  public String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** For a browser: the token is in the fragment, which is in no request. */
  public String addressWithToken() {
    return address() + "#token=" + token;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return address();
  }
}
