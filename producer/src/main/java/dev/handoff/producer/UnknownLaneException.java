package dev.handoff.producer;

import java.util.List;

/** No worker has ever served this lane here, so the job would never run. */
public final class UnknownLaneException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UnknownLaneException(String lane, List<String> existing) {
    super(
        "lane must be one of "
            + existing
            + ", got: "
            + lane
            + "; a lane exists once a worker serves it. Nothing was submitted");
  }
}
