/**
 * The gateway: jobs over HTTP, from the one log, on any number of stateless processes. The entry is
 * {@link dev.handoff.gateway.Gateway}; docs/gateway.md says what it answers.
 */
@NullMarked
package dev.handoff.gateway;

import org.jspecify.annotations.NullMarked;
