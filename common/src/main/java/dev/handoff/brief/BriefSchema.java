package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.DisplayValue;
import dev.handoff.brief.schema.StrictSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Validates a tree against {@code brief.schema.json} and reports errors in the user's terms. */
final class BriefSchema {

  private static final String RESOURCE = "brief.schema.json";
  private static final List<String> FORMS = List.of("command", "agent", "handler");
  private static final String RUN = "run";

  private final StrictSchema schema;
  private final Set<String> fieldNames;

  BriefSchema() {
    try (InputStream in = BriefSchema.class.getResourceAsStream(RESOURCE)) {
      schema = new StrictSchema(new JsonMapper().readTree(in));
      Set<String> names = new HashSet<>(schema.fieldNames());
      names.remove("with");
      fieldNames = Set.copyOf(names);
    } catch (IOException lost) {
      throw new UncheckedIOException(RESOURCE + " must be readable from the class path", lost);
    }
  }

  /** The text of the schema, for editors. */
  static String text() {
    try (InputStream in = BriefSchema.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException lost) {
      throw new UncheckedIOException(RESOURCE + " must be readable from the class path", lost);
    }
  }

  /** The names of all fields of a brief, except those in the handler's free input. */
  Set<String> fieldNames() {
    return fieldNames;
  }

  List<BriefError> errors(JsonNode brief) {
    int form = formOf(brief.path(RUN));
    List<BriefError> errors = new ArrayList<>();
    if (brief.has(RUN) && form < 0) {
      errors.add(
          new BriefError(
              RUN,
              "must have exactly one of command, agent or handler, as in {command: [sh, run.sh]}",
              fieldsOf(brief.get(RUN))));
    }
    errors.addAll(schema.errors(brief, error -> concerns(form, error)));
    return errors.stream().distinct().toList();
  }

  /** The intended branch of the schema's {@code oneOf}; -1: none or several. */
  private static int formOf(JsonNode run) {
    List<String> present = FORMS.stream().filter(run::has).toList();
    return present.size() == 1 ? FORMS.indexOf(present.get(0)) : -1;
  }

  /**
   * Whether the error concerns the intended branch. The validator reports errors of all branches.
   */
  private static boolean concerns(int form, Error error) {
    String path = error.getEvaluationPath().toString();
    int at = path.indexOf("/oneOf");
    return at < 0 || (form >= 0 && path.startsWith("/oneOf/" + form + "/", at));
  }

  private static String fieldsOf(JsonNode run) {
    if (!run.isObject() || run.isEmpty()) {
      return DisplayValue.of(run);
    }
    List<String> names = new ArrayList<>();
    run.fieldNames().forEachRemaining(names::add);
    return DisplayValue.of("{" + String.join(", ", names) + "}");
  }
}
