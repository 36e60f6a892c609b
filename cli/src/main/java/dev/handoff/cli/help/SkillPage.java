package dev.handoff.cli.help;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The page that teaches coding agents to delegate. */
public final class SkillPage {

  private static final String RESOURCE = "/dev/handoff/cli/skill.md";

  private SkillPage() {}

  public static String text() throws IOException {
    try (InputStream in = SkillPage.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
