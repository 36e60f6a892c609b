/** Runs a worker or an exporter of metrics. */
@NullMarked
package dev.handoff.cli.worker;

import org.jspecify.annotations.NullMarked;
