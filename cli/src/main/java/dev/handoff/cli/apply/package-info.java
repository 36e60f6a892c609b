/** Applies the changes of a job to a working tree, a branch or a pull request. */
package dev.handoff.cli.apply;
