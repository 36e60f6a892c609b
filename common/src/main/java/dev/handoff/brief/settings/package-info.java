/** Reads files of settings as strictly as briefs. */
@NullMarked
package dev.handoff.brief.settings;

import org.jspecify.annotations.NullMarked;
