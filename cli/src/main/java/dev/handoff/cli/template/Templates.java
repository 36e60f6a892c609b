package dev.handoff.cli.template;

import dev.handoff.brief.lint.CommitFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The templates for a repository: those of Handoff, and its own, which take precedence. */
public final class Templates {

  /** The template that is used without {@code --template}. */
  public static final String DEFAULT = "change";

  private static final List<String> BUILT_IN =
      List.of(DEFAULT, "refactor", "migration", "tests", "dependency-upgrade", "docs", "audit");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String FOLDER = ".handoff/templates";
  private static final String EXTENSION = ".yaml";

  private final @Nullable Path repository;
  private final RepositoryBuild build;

  /**
   * The templates for a brief in a folder.
   *
   * @param repository the root of its working tree, if there is one
   * @param files of the commit that a job would work on
   * @param folder of the brief, from the root
   */
  public Templates(@Nullable Path repository, CommitFiles files, String folder) {
    this.repository = repository;
    this.build = RepositoryBuild.near(files, folder);
  }

  /** Whether the name can be part of a file name, without leaving the folder. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** All templates: Handoff's in their order, then those that only the repository has, by name. */
  public List<Template> all() throws IOException {
    TreeMap<String, Template> own = own();
    List<Template> all = new ArrayList<>();
    for (String name : BUILT_IN) {
      Template ofRepository = own.remove(name);
      all.add(ofRepository == null ? builtIn(name) : ofRepository);
    }
    all.addAll(own.values());
    return all;
  }

  private TreeMap<String, Template> own() throws IOException {
    TreeMap<String, Template> own = new TreeMap<>();
    Path folder = repository == null ? null : repository.resolve(FOLDER);
    if (folder == null || !Files.isDirectory(folder)) {
      return own;
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(file -> file.toString().endsWith(EXTENSION)).toList();
    }
    for (Path file : files) {
      String fileName = file.getFileName().toString();
      String name = fileName.substring(0, fileName.length() - EXTENSION.length());
      if (isName(name) && Files.isRegularFile(file)) {
        own.put(
            name, Template.own(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
      }
    }
    return own;
  }

  private Template builtIn(String name) throws IOException {
    try (InputStream in = Templates.class.getResourceAsStream(name + EXTENSION)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Template(name, false, build.fill(text));
    }
  }
}
