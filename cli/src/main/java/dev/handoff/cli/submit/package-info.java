/**
 * Submits and cancels jobs: what {@code task}, {@code retry} and {@code cancel} do before they
 * wait.
 */
@NullMarked
package dev.handoff.cli.submit;

import org.jspecify.annotations.NullMarked;
