package dev.handoff.producer;

/** The dead letter stays where it is, since no worker could or should run it. */
public final class RequeueRefusedException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  RequeueRefusedException(long offset, String why) {
    super("dead letter " + offset + " was not put back: " + why);
  }
}
