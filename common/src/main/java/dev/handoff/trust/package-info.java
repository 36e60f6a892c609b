/**
 * Whose word counts: keys, what their owners may say, and the file that a team agrees on it by.
 * Knows no topics. Read {@link dev.handoff.trust.Trust} first.
 */
@NullMarked
package dev.handoff.trust;

import org.jspecify.annotations.NullMarked;
