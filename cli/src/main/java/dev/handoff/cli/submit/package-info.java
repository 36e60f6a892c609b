/**
 * Submits and cancels jobs: what {@code task}, {@code retry} and {@code cancel} do before they
 * wait.
 */
package dev.handoff.cli.submit;
