/**
 * Finds out what keeps Handoff from working: {@link dev.handoff.cli.doctor.Doctor} probes this host
 * and the cluster within a time limit; each {@link dev.handoff.cli.doctor.check.Check} holds the
 * result of a probe and assesses it without further I/O.
 */
@NullMarked
package dev.handoff.cli.doctor;

import org.jspecify.annotations.NullMarked;
