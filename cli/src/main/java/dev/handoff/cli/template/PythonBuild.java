package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Python with pytest, run with uv, Poetry, Pipenv, or a virtual environment in the tree. */
final class PythonBuild {

  private static final String TEST_FILE = "(test_[^/]*|[^/]*_test)\\.py";
  private static final String REQUIREMENTS = "[\\w.-]*requirements[\\w.-]*\\.(txt|in)";

  private final SourceFolder folder;
  private final String project;

  private PythonBuild(SourceFolder folder) {
    this.folder = folder;
    this.project = folder.text("pyproject.toml");
  }

  static Optional<BuildTool> of(SourceFolder folder) {
    return new PythonBuild(folder).build();
  }

  private Optional<BuildTool> build() {
    List<String> manifests = manifests();
    if (manifests.isEmpty() && !folder.has("tox.ini") && !folder.has("pytest.ini")) {
      return Optional.empty();
    }
    boolean isTested = namesPytest() || folder.hasBelow("(.*/)?" + TEST_FILE);
    return Optional.of(
        new BuildTool(
            isTested ? setup() : List.of(), isTested ? check() : null, code(), tests(), manifests));
  }

  private List<String> manifests() {
    List<String> manifests =
        new ArrayList<>(
            folder.present(
                "pyproject.toml",
                "setup.py",
                "setup.cfg",
                "Pipfile",
                "Pipfile.lock",
                "poetry.lock",
                "uv.lock"));
    manifests.addAll(folder.named(REQUIREMENTS));
    return manifests;
  }

  private boolean namesPytest() {
    return folder.has("pytest.ini")
        || Stream.concat(
                Stream.of("pyproject.toml", "setup.cfg", "tox.ini", "Pipfile", "setup.py"),
                folder.named(REQUIREMENTS).stream())
            .anyMatch(file -> folder.text(file).contains("pytest"));
  }

  private boolean isUv() {
    return folder.has("uv.lock") || project.contains("[tool.uv");
  }

  private boolean isPoetry() {
    return folder.has("poetry.lock") || project.contains("[tool.poetry");
  }

  private List<Command> setup() {
    if (isUv()) {
      return List.of(
          folder.has("uv.lock") ? Command.of("uv", "sync", "--locked") : Command.of("uv", "sync"));
    }
    if (isPoetry()) {
      return List.of(Command.of("poetry", "install"));
    }
    if (folder.has("Pipfile")) {
      return List.of(Command.of("pipenv", "install", "--dev"));
    }
    return List.of(
        Command.shell(
            "python3 -m venv .venv && .venv/bin/python -m pip install -q "
                + String.join(" ", installed())));
  }

  /** The arguments of pip: the project and its files of requirements. */
  private List<String> installed() {
    List<String> words = new ArrayList<>();
    boolean isPackage =
        folder.has("setup.py")
            || project.contains("[project]")
            || project.contains("[build-system]");
    if (isPackage) {
      words.addAll(List.of("-e", "."));
    }
    for (String file : folder.named("[\\w.-]*requirements[\\w.-]*\\.txt")) {
      words.addAll(List.of("-r", file));
    }
    words.add("pytest");
    return words;
  }

  private Command check() {
    if (isUv()) {
      return namesPytest()
          ? Command.of("uv", "run", "pytest")
          : Command.of("uv", "run", "--with", "pytest", "pytest");
    }
    if (isPoetry()) {
      return namesPytest()
          ? Command.of("poetry", "run", "pytest")
          : Command.of("poetry", "run", "python", "-m", "unittest", "discover", "-s", start());
    }
    return folder.has("Pipfile")
        ? Command.of("pipenv", "run", "pytest")
        : Command.of(".venv/bin/python", "-m", "pytest");
  }

  private String start() {
    return folder.hasTests() ? folder.tests().get(0).replace("/**", "") : ".";
  }

  private List<String> code() {
    List<String> globs = new ArrayList<>(folder.foldersWith("[^/]*\\.py"));
    if (globs.isEmpty() || !folder.named("(?!setup|conftest|noxfile).*\\.py").isEmpty()) {
      globs.add("*.py");
    }
    return globs;
  }

  private List<String> tests() {
    return folder.hasTests() ? folder.tests() : List.of("test_*.py", "*_test.py");
  }
}
