/** Reads files within limits, describes errors of files, and makes digests. */
@NullMarked
package dev.handoff.file;

import org.jspecify.annotations.NullMarked;
