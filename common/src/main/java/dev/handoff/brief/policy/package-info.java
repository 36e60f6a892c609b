/** What a brief may ask for: pure. Read {@link dev.handoff.brief.policy.Policy} first. */
package dev.handoff.brief.policy;
