/**
 * What must not leave the worker: {@link dev.handoff.worker.secret.Secrets} knows the values,
 * {@link dev.handoff.worker.secret.Redactor} takes them out of text and streams in every form.
 */
package dev.handoff.worker.secret;
