/** What a user's commands keep from one to the next, in files of the state folder. */
package dev.handoff.cli.state;
