/** Whether two scopes admit the same path, also one that does not exist yet. */
@NullMarked
package dev.handoff.brief.overlap;

import org.jspecify.annotations.NullMarked;
