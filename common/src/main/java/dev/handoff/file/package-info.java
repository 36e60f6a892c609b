/** What goes wrong with files, in words. */
@NullMarked
package dev.handoff.file;

import org.jspecify.annotations.NullMarked;
