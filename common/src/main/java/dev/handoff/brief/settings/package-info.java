/** Files of settings, read as strictly as briefs. */
package dev.handoff.brief.settings;
