package dev.handoff.worker.secret;

/**
 * A value that must not leave the worker.
 *
 * @param name what it is the value of, which may be told
 */
public record Secret(String name, String value) {

  /** Never the value: this may be logged. */
  @Override
  public String toString() {
    return name;
  }
}
