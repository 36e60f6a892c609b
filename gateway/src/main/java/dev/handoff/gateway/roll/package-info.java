/** All jobs of the last day, folded from the log as it grows, and the filters on them. */
@NullMarked
package dev.handoff.gateway.roll;

import org.jspecify.annotations.NullMarked;
