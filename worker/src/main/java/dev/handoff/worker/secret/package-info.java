/**
 * Keeps secrets in the worker: {@link dev.handoff.worker.secret.Secrets} finds the values, {@link
 * dev.handoff.worker.secret.Redactor} redacts them from text and streams in every form.
 */
@NullMarked
package dev.handoff.worker.secret;

import org.jspecify.annotations.NullMarked;
