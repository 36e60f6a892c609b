/**
 * Jobs and events as JSON for programs, the same for the command and for the gateway: docs/json.md
 * is the contract.
 */
@NullMarked
package dev.handoff.awaiter.json;

import org.jspecify.annotations.NullMarked;
