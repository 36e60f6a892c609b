/**
 * Looks after a cluster: its topics, workers, keys and dead letters, which one is talked to, and
 * what is wrong.
 */
package dev.handoff.cli.cluster;
