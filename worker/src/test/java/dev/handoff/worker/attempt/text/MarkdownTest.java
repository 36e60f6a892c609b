package dev.handoff.worker.attempt.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.publish.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.TextContentRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of Markdown makes of text that a job wrote. */
class MarkdownTest {

  private static final int TEXTS = 5_000;

  /** Of which texts are made that a reader could take for more than text. */
  private static final List<String> PIECES =
      List.of(
          "`",
          "``",
          "```",
          "````",
          "~~~",
          "~~~~",
          "\n",
          "\n",
          "\n\n",
          " ",
          "  ",
          "    ",
          "\t",
          "- ",
          "1. ",
          "> ",
          "# ",
          "---",
          "***",
          "\\",
          "<",
          "<img src=x>",
          "<!--",
          "-->",
          "<script>",
          "</div>",
          "[a](javascript:x)",
          "![a](http://x/p)",
          "[",
          "]",
          "(",
          ")",
          "!",
          "[a]: http://x",
          "<http://x>",
          "&lt;",
          "*",
          "_",
          "a",
          "text",
          "|");

  /** What does something, or changes how the report around it reads. */
  private static List<String> acts(String markdown) {
    List<String> acts = new ArrayList<>();
    Node document = Parser.builder().build().parse(markdown);
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(HtmlBlock node) {
            acts.add("html " + node.getLiteral());
          }

          @Override
          public void visit(HtmlInline node) {
            acts.add("html " + node.getLiteral());
          }

          @Override
          public void visit(Link node) {
            acts.add("link " + node.getDestination());
          }

          @Override
          public void visit(Image node) {
            acts.add("image " + node.getDestination());
          }
        });
    boolean hasEnd =
        document.getLastChild() instanceof Heading heading
            && TextContentRenderer.builder().build().render(heading).equals("Result");
    if (!hasEnd) {
      acts.add("the report's own end is swallowed");
    }
    return acts;
  }

  private static String inAReport(String text) {
    return "# %s\n\n%s\n## Result\n"
        .formatted(Markdown.inline(PlainText.line(text, 1000)), Report.quoted(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<img src=x onerror=alert(1)>",
        "![p](https://example.org/p.png)",
        "[click](javascript:alert(1))",
        "[a]\n\n[a]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "\\<img src=x>",
        "- x\n  ```\n```\n<b>\n```\n<img src=x>\n",
        "```a`b\n<img src=x>\n```",
        "```\n<img src=x>",
        "~~~\n```\n~~~\n<img src=x>",
        "    ```\n<img src=x>\n```\n<img src=x>",
        "\t```\n<img src=x>\n\t```\n<img src=x>",
        "`<img src=x>`\n``<b>"
      })
  void textOfAJobDoesNothing(String text) {
    assertThat(acts(inAReport(text))).as(inAReport(text)).isEmpty();
  }

  @Test
  void noTextOfAJobDoesAnything() {
    Random random = new Random(15);
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(25);
      for (int piece = 0; piece < length; piece++) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String report = inAReport(PlainText.clean(text.toString()));
      assertThat(acts(report)).as(report).isEmpty();
    }
  }

  @Test
  void fencedTextStaysAsItIs() {
    String code = "```sh\ncat <in >out [a] `b` \\\n```\n";

    assertThat(Markdown.lines(code)).isEqualTo(code);
    FencedCodeBlock[] found = new FencedCodeBlock[1];
    Parser.builder()
        .build()
        .parse(Markdown.lines(code))
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(FencedCodeBlock block) {
                found[0] = block;
              }
            });
    assertThat(found[0].getLiteral()).isEqualTo("cat <in >out [a] `b` \\\n");
  }

  @Test
  void escapedTextReadsAsItWasWritten() {
    String text = "List<String> a[0] = `x`; // !done \\ ~~~";

    Node document = Parser.builder().build().parse(Markdown.inline(text));

    assertThat(TextContentRenderer.builder().build().render(document)).isEqualTo(text);
    assertThat(document.getFirstChild().getFirstChild()).isNotInstanceOf(Code.class);
  }
}
