/**
 * Reads and writes the records of Handoff as JSON. The only place that configures Jackson for the
 * wire.
 */
@NullMarked
package dev.handoff.json;

import org.jspecify.annotations.NullMarked;
