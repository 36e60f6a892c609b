/**
 * Reads and writes the JSON of most records without databind: the three events of a job that just
 * runs, and the brief of a Java handler. Readers accept exactly the form that this build writes,
 * writers write the same bytes as {@link dev.handoff.json.Json}. Both return null for all else,
 * which Json then reads, writes or refuses.
 */
@NullMarked
package dev.handoff.json.stream;

import org.jspecify.annotations.NullMarked;
