package dev.handoff.cli.doctor;

import java.util.List;

/** What was seen of one thing, and a judgement of it that looks at nothing else. */
interface Check {

  List<Finding> findings();
}
