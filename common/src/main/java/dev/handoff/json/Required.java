package dev.handoff.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the required fields of a record. Jackson passes missing and null fields on to the record,
 * so the record refuses them by name, and {@link Json} reports that as an {@link
 * InvalidJsonException}.
 */
public final class Required {

  private Required() {}

  /**
   * @throws IllegalArgumentException if the value is null
   */
  public static void present(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be there, got: nothing");
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the list is null, or one of its elements is
   */
  public static <T> List<T> elements(String name, @Nullable List<T> list) {
    if (list == null) {
      throw new IllegalArgumentException(name + " must be there, got: nothing");
    }
    for (int i = 0; i < list.size(); i++) {
      present(name + "[" + i + "]", list.get(i));
    }
    return List.copyOf(list);
  }
}
