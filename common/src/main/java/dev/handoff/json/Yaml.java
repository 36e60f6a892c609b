package dev.handoff.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.regex.Pattern;

/**
 * Writes the records of Handoff as YAML for people. A written brief can be read as a brief again.
 */
public final class Yaml {

  private static final YAMLMapper MAPPER =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(Feature.MINIMIZE_QUOTES)
              .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .disable(Feature.WRITE_DOC_START_MARKER)
              .disable(Feature.SPLIT_LINES)
              .stringQuotingChecker(new Plain())
              .build());

  private Yaml() {}

  /** The fields and forms are those of {@link Json}. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(Json.tolerant().tree(value));
    } catch (JsonProcessingException refused) {
      throw InvalidJsonException.written(value, refused);
    }
  }

  /** Quotes all but plain words: YAML readers differ in which other texts they read as numbers. */
  private static final class Plain extends StringQuotingChecker {

    private static final long serialVersionUID = 1L;
    private static final Pattern WORDS =
        Pattern.compile("[A-Za-z][A-Za-z0-9 _./()'-]*[A-Za-z0-9_./)]");

    @Override
    public boolean needToQuoteName(String name) {
      return isReservedKeyword(name) || !WORDS.matcher(name).matches();
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return isReservedKeyword(value) || !WORDS.matcher(value).matches();
    }
  }
}
