/**
 * What people who run Handoff for a team are given, in {@code ops/} and beside it, tried with the
 * programs that it is for.
 */
package dev.handoff.operations;
