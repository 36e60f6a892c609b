package dev.handoff.brief.lint;

import java.util.List;

/**
 * What a command cannot run without.
 *
 * @param word as the command has it
 * @param places the folders in which it may be meant, from the one in which the command starts
 * @param isCertain whether the command fails without it; it may stand behind a condition
 */
record CommandNeed(Kind kind, String word, List<String> places, boolean isCertain) {

  enum Kind {
    /** A script that an interpreter reads. */
    SCRIPT,
    /** A file that is run itself. */
    PROGRAM,
    NPM_SCRIPT,
    MAKE_TARGET
  }
}
