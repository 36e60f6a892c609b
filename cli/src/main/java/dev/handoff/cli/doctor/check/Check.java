package dev.handoff.cli.doctor.check;

import java.util.List;

/** The result of one probe, and its assessment, which needs nothing else. */
public interface Check {

  List<Diagnosis> findings();
}
