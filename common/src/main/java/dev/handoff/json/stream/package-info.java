/**
 * Reads the JSON of most records without databind: the three events of a job that just runs, and
 * the brief of a Java handler. Readers accept exactly the form that this build writes and return
 * null for all else, which {@link dev.handoff.json.Json} then judges.
 */
@NullMarked
package dev.handoff.json.stream;

import org.jspecify.annotations.NullMarked;
