/**
 * Words for people: cleaned of what a terminal would obey, cut, quoted. It knows no other package
 * of an attempt.
 */
package dev.handoff.worker.attempt.text;
