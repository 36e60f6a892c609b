/** State that a user's commands share, in files of the state folder. */
@NullMarked
package dev.handoff.cli.state;

import org.jspecify.annotations.NullMarked;
