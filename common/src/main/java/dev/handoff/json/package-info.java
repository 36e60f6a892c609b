/** How the records of Handoff lie in JSON: the only place that configures Jackson for the wire. */
@NullMarked
package dev.handoff.json;

import org.jspecify.annotations.NullMarked;
