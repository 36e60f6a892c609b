/**
 * What keeps Handoff from working, found out by looking: {@link dev.handoff.cli.doctor.Doctor}
 * looks at this host and the cluster within a time limit; each {@link
 * dev.handoff.cli.doctor.check.Check} holds what was seen and judges it, with no look of its own.
 */
package dev.handoff.cli.doctor;
