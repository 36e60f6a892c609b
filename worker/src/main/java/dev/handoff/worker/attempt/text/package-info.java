/**
 * Text for people: cleaned of terminal control sequences, cut, quoted. Independent of the other
 * packages of an attempt.
 */
package dev.handoff.worker.attempt.text;
