/**
 * Packs files that a job needs and git does not hold, to send them with the job. Knows no topics.
 */
@NullMarked
package dev.handoff.carry;

import org.jspecify.annotations.NullMarked;
