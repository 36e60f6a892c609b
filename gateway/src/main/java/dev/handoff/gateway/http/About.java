package dev.handoff.gateway.http;

/**
 * What a gateway says of itself to agents.
 *
 * @param version of this program
 * @param skill the page that teaches agents to delegate
 */
public record About(String version, String skill) {}
