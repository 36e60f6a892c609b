package dev.handoff.testkit;

/**
 * The end of a process: its exit code (128 + signal number if a signal ended it) and its whole
 * output.
 */
public record ProcessResult(int exit, String stdout, String stderr) {}
