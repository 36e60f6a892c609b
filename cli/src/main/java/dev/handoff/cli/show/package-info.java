/**
 * Shows jobs without waiting for their end: {@code status}, {@code list}, {@code logs}, {@code
 * events}, {@code result}.
 */
@NullMarked
package dev.handoff.cli.show;

import org.jspecify.annotations.NullMarked;
