/**
 * Makes jobs and ends them: what {@code task}, {@code retry} and {@code cancel} do up to the moment
 * from which they wait.
 */
package dev.handoff.cli.submit;
