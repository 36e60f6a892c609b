/** Applies the changes of a job to a working tree, a branch or a pull request. */
@NullMarked
package dev.handoff.cli.apply;

import org.jspecify.annotations.NullMarked;
