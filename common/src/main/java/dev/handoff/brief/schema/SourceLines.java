package dev.handoff.brief.schema;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Finds the line of a path's value in a text of YAML or JSON. Parses the text a second time, so it
 * is used only for a refused file.
 */
public final class SourceLines {

  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)\\](.*)");

  private final @Nullable Node root;

  /**
   * @param text that was parsed without a syntax error
   */
  public SourceLines(byte[] text) {
    root = compose(new String(text, StandardCharsets.UTF_8));
  }

  private static @Nullable Node compose(String text) {
    try {
      LoaderOptions options = new LoaderOptions();
      ParserImpl parser = new ParserImpl(new StreamReader(text), options);
      return new Composer(parser, new Resolver(), options).getSingleNode();
    } catch (YAMLException unreadable) {
      return null; // JSON that is no YAML: errors are then reported without a line
    }
  }

  /**
   * The line, from 1 on, of the deepest existing part of the path; empty if that is the whole text.
   */
  public OptionalInt of(String path) {
    return root == null ? OptionalInt.empty() : below(root, path, OptionalInt.empty());
  }

  private static OptionalInt below(Node node, String path, OptionalInt found) {
    if (node instanceof MappingNode mapping) {
      return inMapping(mapping, path, found);
    }
    Matcher index = INDEX.matcher(path);
    if (node instanceof SequenceNode sequence && index.matches()) {
      int at = Integer.parseInt(index.group(1));
      if (at < sequence.getValue().size()) {
        Node element = sequence.getValue().get(at);
        return below(element, withoutDot(index.group(2)), line(element));
      }
    }
    return found;
  }

  /** A key can contain dots, as names of agents do: the longest matching key counts. */
  private static OptionalInt inMapping(MappingNode mapping, String path, OptionalInt found) {
    NodeTuple longest = null;
    int length = 0;
    for (NodeTuple field : mapping.getValue()) {
      String key = field.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (key.length() > length && isFirstOf(path, key)) {
        longest = field;
        length = key.length();
      }
    }
    return longest == null
        ? found
        : below(
            longest.getValueNode(), withoutDot(path.substring(length)), line(longest.getKeyNode()));
  }

  private static boolean isFirstOf(String path, String key) {
    return path.startsWith(key)
        && (path.length() == key.length() || ".[".indexOf(path.charAt(key.length())) >= 0);
  }

  private static String withoutDot(String rest) {
    return rest.startsWith(".") ? rest.substring(1) : rest;
  }

  private static OptionalInt line(Node node) {
    return OptionalInt.of(node.getStartMark().getLine() + 1);
  }
}
