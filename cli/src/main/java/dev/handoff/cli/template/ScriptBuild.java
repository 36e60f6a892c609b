package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** PHP with Composer, and Ruby with Bundler. */
final class ScriptBuild {

  private static final Pattern COMPOSER_TEST =
      Pattern.compile("\"scripts\"\\s*:\\s*\\{[^}]*\"test\"\\s*:");

  private ScriptBuild() {}

  static Optional<BuildTool> composer(SourceFolder folder) {
    if (!folder.has("composer.json")) {
      return Optional.empty();
    }
    boolean hasScript = COMPOSER_TEST.matcher(folder.text("composer.json")).find();
    boolean isPhpUnit = !folder.present("phpunit.xml", "phpunit.xml.dist").isEmpty();
    Command check =
        hasScript
            ? Command.of("composer", "test")
            : isPhpUnit ? Command.of("php", "vendor/bin/phpunit") : null;
    return Optional.of(
        new BuildTool(
            List.of(Command.of("composer", "install", "--no-interaction")),
            check,
            folder.code(),
            folder.tests(),
            List.of("composer.json", "composer.lock")));
  }

  static Optional<BuildTool> bundler(SourceFolder folder) {
    if (!folder.has("Gemfile")) {
      return Optional.empty();
    }
    Command check =
        folder.has(".rspec") || folder.hasFolder("spec")
            ? Command.of("bundle", "exec", "rspec")
            : folder.has("Rakefile") && folder.hasFolder("test")
                ? Command.of("bundle", "exec", "rake", "test")
                : null;
    // A path in the tree, since a job may not write to the gems of the system.
    Command install =
        Command.shell("bundle config set --local path vendor/bundle && bundle install");
    return Optional.of(
        new BuildTool(
            List.of(install),
            check,
            folder.code(),
            folder.tests(),
            List.of("Gemfile", "Gemfile.lock", "*.gemspec")));
  }
}
