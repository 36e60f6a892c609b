/**
 * Text for people: cleaned of terminal control sequences, cut, quoted. Independent of the other
 * packages of an attempt.
 */
@NullMarked
package dev.handoff.worker.attempt.text;

import org.jspecify.annotations.NullMarked;
