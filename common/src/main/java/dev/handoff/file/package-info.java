/** Reads files within limits and describes errors of files. */
@NullMarked
package dev.handoff.file;

import org.jspecify.annotations.NullMarked;
