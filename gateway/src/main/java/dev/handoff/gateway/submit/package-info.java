/** Jobs that come over HTTP: what their briefs may name, and who submits them. */
@NullMarked
package dev.handoff.gateway.submit;

import org.jspecify.annotations.NullMarked;
