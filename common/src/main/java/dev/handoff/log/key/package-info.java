/** Idempotency keys: which job a key means. Read {@link dev.handoff.log.key.KeyLog} first. */
package dev.handoff.log.key;
