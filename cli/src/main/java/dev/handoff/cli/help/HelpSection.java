package dev.handoff.cli.help;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The sections of options in help, in the order in which they are printed. An option names its
 * section as its {@code order}: picocli's own groups would split the classes that declare options,
 * and print a section twice if two classes have options of it.
 */
public final class HelpSection {

  public static final int JOBS = 1;
  public static final int WORK = 2;
  public static final int PLACE = 3;
  public static final int OPTIONS = 4;
  public static final int WAITING = 5;
  public static final int OUTPUT = 6;
  public static final int CONNECTION = 7;
  public static final int SIGNATURES = 8;

  /** For the arguments of a command that has no section of jobs or work. */
  static final int ARGUMENTS = 0;

  static final SortedMap<Integer, String> HEADINGS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  ARGUMENTS, "Arguments",
                  JOBS, "Jobs",
                  WORK, "What to run",
                  PLACE, "Where and when",
                  OPTIONS, "Options",
                  WAITING, "Waiting",
                  OUTPUT, "Output",
                  CONNECTION, "Connection",
                  SIGNATURES, "Signatures")));

  private HelpSection() {}

  static int of(OptionSpec option) {
    return isStandard(option) ? OUTPUT : option.order();
  }

  /** Whether picocli adds it to every command; such options name no section. */
  static boolean isStandard(OptionSpec option) {
    return option.usageHelp() || option.versionHelp();
  }
}
