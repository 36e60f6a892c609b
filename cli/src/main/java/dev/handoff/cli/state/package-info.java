/** State that a user's commands share, in files of the state folder. */
package dev.handoff.cli.state;
