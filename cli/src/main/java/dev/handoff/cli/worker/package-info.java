/** Runs a worker or an exporter of metrics. */
package dev.handoff.cli.worker;
