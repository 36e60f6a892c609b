/** Decides what a brief may request. Pure. Read {@link dev.handoff.brief.policy.Policy} first. */
@NullMarked
package dev.handoff.brief.policy;

import org.jspecify.annotations.NullMarked;
