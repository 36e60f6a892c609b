package dev.handoff.brief;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.BriefText;
import dev.handoff.brief.schema.ExplicitNulls;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.file.BoundedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the written form of a brief: YAML, or JSON when it begins with a brace. What it returns is
 * valid by {@code brief.schema.json} and complete. It does not check whether the brief is a
 * <em>good</em> one, or whether its repository, lane or handler exist.
 *
 * <p>Loads the schema for the first brief that needs it, so keep the instance. Thread-safe.
 */
public final class BriefReader {

  private final BriefText text = new BriefText();
  private final String lane;

  /** Null until a brief is not plain; loading the schema costs more than most briefs. */
  private @Nullable BriefSchema schema;

  public BriefReader() {
    this(Brief.DEFAULT_LANE);
  }

  /**
   * @param lane the default for a brief that names none
   */
  public BriefReader(String lane) {
    this.lane = lane;
  }

  /** The JSON Schema of the written form, for editors. */
  public static String schemaText() {
    return BriefSchema.text();
  }

  /**
   * @param yamlOrJson at most 256 KiB of UTF-8
   * @throws InvalidBriefException with everything that is wrong with it
   */
  public Brief read(byte[] yamlOrJson) {
    ObjectNode tree = text.parse(yamlOrJson);
    Brief plain = plain(tree);
    return plain == null ? BriefDefaults.complete(valid(tree), lane) : plain;
  }

  /** The brief if it is surely valid: the same as by the schema at a fraction of the cost. */
  @Nullable Brief plain(ObjectNode tree) {
    if (!PlainForm.isUsual(tree)) {
      return null;
    }
    try {
      Brief brief = BriefDefaults.complete(tree, lane);
      return PlainBrief.isValid(brief) ? brief : null;
    } catch (IllegalArgumentException e) {
      return null; // the schema finds the words for it
    }
  }

  /**
   * Like {@link #read(byte[])}, for a complete brief that a program made.
   *
   * @throws InvalidBriefException with everything that is wrong with it
   */
  public void requireValid(byte[] json) {
    valid(text.parse(json));
  }

  private synchronized BriefSchema schema() {
    if (schema == null) {
      schema = new BriefSchema();
    }
    return schema;
  }

  private ObjectNode valid(ObjectNode tree) {
    BriefSchema schema = schema();
    ExplicitNulls.dropFrom(tree, schema.fieldNames());
    List<BriefError> errors = new ArrayList<>(BriefRules.unrepresentable(tree));
    BriefRules.laterVersion(tree).ifPresent(errors::add);
    if (errors.isEmpty()) {
      errors.addAll(schema.errors(tree));
      Set<String> known = new HashSet<>();
      errors.forEach(error -> known.add(error.path()));
      BriefRules.errors(tree).stream()
          .filter(error -> !known.contains(error.path()))
          .forEach(errors::add);
    }
    if (!errors.isEmpty()) {
      throw new InvalidBriefException(errors);
    }
    return tree;
  }

  /**
   * @throws InvalidBriefException with everything that is wrong with it
   * @throws IOException if the file cannot be read
   */
  public Brief read(Path file) throws IOException {
    return read(BoundedFile.read(file, BriefText.MAX_BYTES));
  }

  /**
   * @throws InvalidBriefException with everything that is wrong with it
   * @throws IOException if it cannot be read
   */
  public Brief read(InputStream in) throws IOException {
    // One byte more than allowed is enough to refuse an input that is too long, or endless.
    return read(in.readNBytes(BriefText.MAX_BYTES + 1));
  }
}
