package dev.handoff.brief;

import java.util.List;

/**
 * A command to run unchanged: the program and its arguments, without any substitution. A string in
 * a brief becomes {@code sh -c STRING}.
 */
public record Command(List<String> argv) {

  public Command {
    argv = List.copyOf(argv);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("command must name a program, got: []");
    }
  }

  public static Command of(String... argv) {
    return new Command(List.of(argv));
  }

  public static Command shell(String script) {
    return of("sh", "-c", script);
  }

  Command mapTexts(TextMapper texts) {
    return new Command(texts.map(argv));
  }
}
