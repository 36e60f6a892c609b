/**
 * Who may ask the gateway for what: addresses, tokens with roles, and how often. Knows no server.
 */
@NullMarked
package dev.handoff.gateway.access;

import org.jspecify.annotations.NullMarked;
