/** What a job works on: the user's repository, a commit of it, and how workers come by that. */
package dev.handoff.cli.source;
