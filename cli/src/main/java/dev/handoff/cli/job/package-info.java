/** One job as commands find, read and print it. */
package dev.handoff.cli.job;
