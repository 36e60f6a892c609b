/** Files that git does not hold and a job needs, as they go with it. Knows no topics. */
@NullMarked
package dev.handoff.carry;

import org.jspecify.annotations.NullMarked;
