/** Records which job an idempotency key means. Read {@link dev.handoff.log.key.KeyLog} first. */
@NullMarked
package dev.handoff.log.key;

import org.jspecify.annotations.NullMarked;
