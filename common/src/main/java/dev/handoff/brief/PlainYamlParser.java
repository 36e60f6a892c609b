package dev.handoff.brief;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;

/**
 * YAML without anchors, aliases and tags. Jackson would read an alias as the text of its name, and
 * ignore a tag: both silently other than what was written.
 */
final class PlainYamlParser extends JsonParserDelegate {

  private final YAMLParser yaml;

  PlainYamlParser(YAMLFactory factory, String text) throws IOException {
    this(factory.createParser(text));
  }

  private PlainYamlParser(YAMLParser yaml) {
    super(yaml);
    this.yaml = yaml;
  }

  @Override
  public JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    if (yaml.isCurrentAlias() || yaml.getObjectId() != null) {
      throw refused("anchors (&name) and aliases (*name) are not allowed in a brief");
    }
    if (yaml.getTypeId() != null) {
      throw refused("tags (!name) are not allowed in a brief");
    }
    return token;
  }

  private JsonParseException refused(String problem) {
    return new JsonParseException(this, problem, yaml.currentTokenLocation());
  }
}
