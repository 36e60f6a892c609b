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
 * In which line of a text of YAML or JSON the value of a path stands. The text is gone through a
 * second time for that, so it is asked only of a file that is refused.
 */
public final class SourceLines {

  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)\\](.*)");

  private final @Nullable Node root;

  /**
   * @param text that was read without an error of form
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
      return null; // JSON that is no YAML: an error is then told without its line
    }
  }

  /** Of the deepest part of the path that is there, from 1 on; empty if that is the whole text. */
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

  /** A key may have dots in it, as the names of agents may: the longest that fits is meant. */
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
