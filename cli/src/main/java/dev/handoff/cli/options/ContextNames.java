package dev.handoff.cli.options;

import dev.handoff.cli.context.Context;
import dev.handoff.cli.context.Contexts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The names of this user's contexts, for shell completion; read when needed. */
public final class ContextNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    List<String> names = new ArrayList<>(List.of(Context.LOCAL));
    try {
      Contexts.of(System.getenv()).all().forEach(context -> names.add(context.name()));
    } catch (IOException | RuntimeException unreadable) {
      // The completion script is still generated; commands report the errors of the file.
      return names.iterator();
    }
    return names.iterator();
  }
}
