/** What is pushed to clients: a place in the log as an id, and streams that continue from it. */
@NullMarked
package dev.handoff.gateway.stream;

import org.jspecify.annotations.NullMarked;
