package dev.handoff.cli.doctor.check;

import java.util.List;

/** What was seen of one thing, and a judgement of it that looks at nothing else. */
public interface Check {

  List<Finding> findings();
}
