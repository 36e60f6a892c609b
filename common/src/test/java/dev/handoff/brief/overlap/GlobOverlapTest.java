package dev.handoff.brief.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.ScopeGlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether two scopes have a path in common. */
class GlobOverlapTest {

  private static final String[] PARTS = {
    "a", "b", "ab", "*", "a*", "*b", "?", "**", "a?", "*a*", "***"
  };

  private static Scope scope(String dir, List<String> include, List<String> exclude) {
    return new Scope("https://h/r", "main", dir, include, exclude);
  }

  private static GlobOverlap of(String one, String other) {
    return GlobOverlap.of(scope("", List.of(one), List.of()), scope("", List.of(other), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "content/posts/[a-m]*/**, content/posts/[n-z]*/**",
    "/docs/, /src/",
    "/src/**, lib/**/*.java",
    "/a, b/a",
    "a/*/c, a/b/d",
    "/[!a-z]*, /abc"
  })
  void scopesThatAreApartAreProvedSo(String one, String other) {
    assertThat(of(one, other)).isEqualTo(new GlobOverlap(false, null));
    assertThat(of(other, one)).isEqualTo(new GlobOverlap(false, null));
  }

  @ParameterizedTest
  @CsvSource({
    "src/, *.java, src/.java",
    "src/**, src/main/, src/main/x",
    "a/**/z, a/z, a/z",
    "content/posts/[a-n]*/**, content/posts/[n-z]*/**, content/posts/n/x",
    "*.md, README*, README.md",
    "a\\*, /ab, ab/a*"
  })
  void scopesThatMeetHaveAPathThatShowsIt(String one, String other, String path) {
    GlobOverlap overlap = of(one, other);

    assertThat(overlap.isPossible()).isTrue();
    assertThat(overlap.path()).hasSameSizeAs(path);
  }

  @Test
  void aFolderIsWhereGlobsBegin() {
    Scope web = scope("web", List.of("*.ts"), List.of());
    Scope server = scope("server", List.of(), List.of());
    Scope whole = scope("", List.of(), List.of());

    assertThat(GlobOverlap.of(web, server).isPossible()).isFalse();
    assertThat(GlobOverlap.of(web, whole).path()).isEqualTo("web/.ts");
  }

  @Test
  void whatOneExcludesIsNotInBoth() {
    Scope one = scope("", List.of("src/**"), List.of("src/gen/"));

    assertThat(GlobOverlap.of(one, scope("", List.of("src/gen/**"), List.of())).isPossible())
        .isFalse();
    assertThat(GlobOverlap.of(one, scope("", List.of("src/gen*"), List.of())).isPossible())
        .isTrue();
  }

  @Test
  void globsThatAreNotUnderstoodProveNothing() {
    for (String glob : List.of("[[:alpha:]]", "[b-a]", "[a", "a\\", "#x", "")) {
      assertThat(of(glob, "z/y").isPossible()).as(glob).isTrue();
      Scope excluding = scope("", List.of("a"), List.of("a", "!a"));
      assertThat(GlobOverlap.of(excluding, scope("", List.of("a"), List.of())).isPossible())
          .isTrue();
    }
  }

  @Test
  void globsThatLeadToTooManyPlacesProveNothing() {
    String hostile = "*a" + "?".repeat(40) + "b/**/" + "*a*b".repeat(40);

    GlobOverlap overlap = of(hostile, "*b" + "?".repeat(41) + "a/**/" + "*b*a".repeat(40) + "/zz");

    assertThat(overlap).isEqualTo(new GlobOverlap(true, null));
  }

  @Test
  void randomScopesAreJudgedAsAllShortPathsShow() {
    Random random = new Random(7);
    List<String> paths = paths();
    int apart = 0;
    for (int i = 0; i < 400; i++) {
      Scope one = scope("", globs(random, 1 + random.nextInt(2)), globs(random, random.nextInt(2)));
      Scope other = scope("", globs(random, 1), globs(random, random.nextInt(2)));
      GlobOverlap overlap = GlobOverlap.of(one, other);
      boolean isMet = paths.stream().anyMatch(path -> admits(one, path) && admits(other, path));

      String what = one + " and " + other + ": " + overlap;
      if (isMet) {
        assertThat(overlap.isPossible()).as(what).isTrue();
      }
      if (overlap.path() != null) {
        assertThat(admits(one, overlap.path()) && admits(other, overlap.path())).as(what).isTrue();
      }
      apart += overlap.isPossible() ? 0 : 1;
    }
    assertThat(apart).isBetween(50, 350);
  }

  private static List<String> globs(Random random, int count) {
    List<String> globs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int parts = 1 + random.nextInt(3);
      StringBuilder glob = new StringBuilder(parts > 1 && random.nextInt(4) == 0 ? "/" : "");
      for (int part = 0; part < parts; part++) {
        glob.append(part == 0 ? "" : "/").append(PARTS[random.nextInt(PARTS.length)]);
      }
      // Of two folders at a time the other matcher knows one form.
      globs.add(glob.append(random.nextInt(5) == 0 ? "/" : "").toString().replace("**/**", "**"));
    }
    return globs;
  }

  /** By the other matcher of this module. */
  private static boolean admits(Scope scope, String path) {
    return scope.include().stream().anyMatch(glob -> matches(glob, path))
        && scope.exclude().stream().noneMatch(glob -> matches(glob, path));
  }

  private static boolean matches(String glob, String path) {
    return new ScopeGlob(glob.startsWith("/") ? glob.substring(1) : glob).matches(path);
  }

  /** All of up to five letters. */
  private static List<String> paths() {
    List<String> all = new ArrayList<>();
    List<String> longest = List.of("");
    for (int length = 1; length <= 5; length++) {
      List<String> next = new ArrayList<>();
      for (String path : longest) {
        for (String letter : new String[] {"a", "b", "c", "/"}) {
          if (!letter.equals("/") || !path.isEmpty() && !path.endsWith("/")) {
            next.add(path + letter);
          }
        }
      }
      next.stream().filter(path -> !path.endsWith("/")).forEach(all::add);
      longest = next;
    }
    return all;
  }
}
