/**
 * Keeps secrets in the worker: {@link dev.handoff.worker.secret.Secrets} finds the values, {@link
 * dev.handoff.worker.secret.Redactor} redacts them from text and streams in every form.
 */
package dev.handoff.worker.secret;
