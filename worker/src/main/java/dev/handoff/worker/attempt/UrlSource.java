package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A network remote, asked with what this worker's user has to log in. */
record UrlSource(String url) implements Source {

  // A name that begins with - would be an option to ssh; ext:: and its like run commands.
  private static final Pattern PERMITTED =
      Pattern.compile(
          "(?:https|ssh)://(?:[^/@-][^/@]*@)?[^/@-][^/@]*/.*"
              + "|(?:[\\w.][\\w.-]*@)?[\\w.][\\w.-]*:(?![:-]|//).+");

  private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/@]*@");

  @Override
  public String label() {
    return "remote " + shown(url);
  }

  /** Without what may be a password. */
  static String shown(String url) {
    return url.startsWith("ssh:") ? url : LOGIN.matcher(url).replaceAll("");
  }

  @Override
  public Optional<String> objection() {
    return PERMITTED.matcher(url).matches()
        ? Optional.empty()
        : Optional.of("only https and ssh are permitted, to a host that does not begin with -");
  }

  @Override
  public void fetch(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    String refspec = "+" + commit + ":" + RepositoryCache.ref(commit);
    try {
      git.fetchRemote(repository, url, refspec);
    } catch (Git.GitException e) {
      throw new SourceException(e.getMessage().replace(url, shown(url)));
    }
  }
}
