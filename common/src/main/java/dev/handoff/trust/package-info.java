/**
 * Decides which signatures count: keys, the rights of their owners, and the trust file of a team.
 * Knows no topics. Read {@link dev.handoff.trust.Trust} first.
 */
@NullMarked
package dev.handoff.trust;

import org.jspecify.annotations.NullMarked;
