package dev.handoff.brief.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Parses bytes into a tree, within hard limits. The result for any bytes is one mapping or an
 * {@link InvalidBriefException}, at a cost that grows only with their number.
 */
public final class BriefText {

  public static final int MAX_BYTES = 256 * 1024;

  /** Less than the 64 levels of a wire document, because events contain the brief. */
  public static final int MAX_DEPTH = 60;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxDocumentLength(MAX_BYTES)
          .maxStringLength(MAX_BYTES)
          .maxTokenCount(90_000)
          .maxNumberLength(100)
          .maxNameLength(1_000)
          .build();

  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final YAMLFactory yaml =
      new PlainYamlFactory(
          YAMLFactory.builder()
              .streamReadConstraints(LIMITS)
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
              // Otherwise network: on would be true, as in YAML 1.1.
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .loaderOptions(loaderOptions()));

  private final ObjectReader trees = new JsonMapper().readerFor(JsonNode.class);
  private final String what;
  private final String form;

  /** For briefs. */
  public BriefText() {
    this("a brief", "must be a mapping with goal and run");
  }

  /**
   * @param what the kind of text, with its article
   * @param form the required form, for a text that is no mapping
   */
  public BriefText(String what, String form) {
    this.what = what;
    this.form = form;
  }

  private static LoaderOptions loaderOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    return options;
  }

  public ObjectNode parse(byte[] bytes) {
    String text = decode(bytes);
    if (text.isBlank()) {
      throw new InvalidBriefException(BriefError.WHOLE, "must not be empty", null);
    }
    boolean isJson = text.stripLeading().startsWith("{");
    try (JsonParser parser = (isJson ? json : yaml).createParser(text)) {
      return onlyMapping(parser);
    } catch (IOException refused) {
      throw syntaxError(isJson ? "JSON" : "YAML", refused);
    } catch (RuntimeException refused) {
      if (refused instanceof InvalidBriefException) {
        throw refused;
      }
      // The YAML scanner leaks some of its own exceptions; the text caused them.
      throw syntaxError(isJson ? "JSON" : "YAML", refused);
    }
  }

  private static String decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new InvalidBriefException(BriefError.WHOLE, "must be at most 256KiB of text", "more");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException refused) {
      throw new InvalidBriefException(BriefError.WHOLE, "must be text in UTF-8", "other bytes");
    }
  }

  private ObjectNode onlyMapping(JsonParser parser) throws IOException {
    JsonNode tree = trees.readTree(parser);
    if (tree == null || tree.isMissingNode() || tree.isNull()) {
      throw new InvalidBriefException(BriefError.WHOLE, "must not be empty", null);
    }
    if (parser.nextToken() != null) {
      throw new InvalidBriefException(
          at(parser.currentTokenLocation()), "must be the end of the only document", "more");
    }
    if (!(tree instanceof ObjectNode mapping)) {
      throw new InvalidBriefException(BriefError.WHOLE, form, DisplayValue.of(tree));
    }
    return mapping;
  }

  private InvalidBriefException syntaxError(String language, Exception refused) {
    if (refused instanceof StreamConstraintsException limit) {
      return new InvalidBriefException(
          at(limit.getLocation()), "must stay within the limits of " + what, problem(limit));
    }
    if (refused.getCause() instanceof MarkedYAMLException marked) {
      return new InvalidBriefException(
          at(marked.getProblemMark()), "must be valid YAML", DisplayValue.of(marked.getProblem()));
    }
    String path =
        refused instanceof JsonProcessingException parse
            ? at(parse.getLocation())
            : BriefError.WHOLE;
    return new InvalidBriefException(path, "must be valid " + language, problem(refused));
  }

  /** The parser's message, without the parts about its internals. */
  private static String problem(Exception refused) {
    String problem =
        refused instanceof JsonProcessingException parse
            ? parse.getOriginalMessage()
            : String.valueOf(refused.getMessage());
    if (problem.startsWith("Expected a field name")) {
      return "a key that is no plain text";
    }
    return DisplayValue.of(problem.replaceAll(",? \\(?(from|start marker at) .*", ""));
  }

  private static String at(Mark mark) {
    return mark == null
        ? BriefError.WHOLE
        : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
  }

  private static String at(JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? BriefError.WHOLE
        : "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
