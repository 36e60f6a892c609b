package dev.handoff.worker.secret;

/**
 * A value that must not leave the worker.
 *
 * @param name what it is the value of; not secret
 */
public record Secret(String name, String value) {

  /** Without the value, since this may be logged. */
  @Override
  public String toString() {
    return name;
  }
}
