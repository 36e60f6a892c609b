package dev.handoff.brief.lint;

import java.util.List;

/**
 * Something that a command needs to run.
 *
 * @param word as written in the command
 * @param places the folders in which it may be, relative to the one in which the command starts
 * @param isCertain whether the command fails without it; false if it may depend on a condition
 */
record CommandNeed(Kind kind, String word, List<String> places, boolean isCertain) {

  enum Kind {
    /** A script that an interpreter runs. */
    SCRIPT,
    /** A file that is executed directly. */
    PROGRAM,
    NPM_SCRIPT,
    MAKE_TARGET
  }
}
