package dev.handoff.brief.schema;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactoryBuilder;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Parses YAML and refuses anchors, aliases and tags. Jackson would silently misread them: an alias
 * as the text of its name, and a tag as nothing.
 */
final class PlainYamlFactory extends YAMLFactory {

  private static final long serialVersionUID = 1L;

  PlainYamlFactory(YAMLFactoryBuilder builder) {
    super(builder);
  }

  @Override
  protected YAMLParser _createParser(Reader text, IOContext context) {
    return new PlainYamlParser(this, text, context);
  }

  private static final class PlainYamlParser extends YAMLParser {

    PlainYamlParser(PlainYamlFactory factory, Reader text, IOContext context) {
      super(
          context,
          factory._parserFeatures,
          factory._yamlParserFeatures,
          factory._loaderOptions,
          null,
          text);
    }

    @Override
    protected Event getEvent() throws IOException {
      Event event = super.getEvent();
      if (event instanceof AliasEvent
          || (event instanceof NodeEvent node && node.getAnchor() != null)) {
        throw refused("no anchors (&name) and aliases (*name) may be in it", event);
      }
      if (hasTag(event)) {
        throw refused("no tags (!name) may be in it", event);
      }
      return event;
    }

    private static boolean hasTag(Event event) {
      return (event instanceof ScalarEvent scalar && scalar.getTag() != null)
          || (event instanceof CollectionStartEvent collection && collection.getTag() != null);
    }

    private JsonParseException refused(String problem, Event event) {
      return new JsonParseException(this, problem, _locationFor(event.getStartMark()));
    }
  }
}
