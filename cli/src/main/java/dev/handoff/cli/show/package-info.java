/**
 * Shows jobs without waiting for their end: {@code status}, {@code list}, {@code logs}, {@code
 * events}, {@code result}.
 */
package dev.handoff.cli.show;
