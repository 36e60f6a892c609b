/**
 * Which cluster a command talks to: {@link dev.handoff.cli.context.ClusterChoice} goes by flags,
 * variables and {@link dev.handoff.cli.context.Contexts}, the file of this user's clusters.
 */
package dev.handoff.cli.context;
