package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.job.InvisibleText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Redacts secrets, in any form in which they are written, from everything that leaves the worker.
 * Immutable and thread-safe; a {@link #stream} belongs to one thread.
 */
public final class Redactor {

  /** Replaces a secret. */
  public static final String MASK = "***";

  /** For a worker without secrets. */
  public static final Redactor NONE = new Redactor(Set.of(), Map.of(), Map.of());

  private final Set<String> names;
  private final Map<byte[], String> directForms;
  private final Map<byte[], String> base64Forms;
  private final PatternTree direct;
  private final PatternTree base64;
  private final boolean isIdle;

  private Redactor(Set<String> names, Map<byte[], String> direct, Map<byte[], String> base64) {
    this.names = Collections.unmodifiableSet(new TreeSet<>(names));
    this.directForms = direct;
    this.base64Forms = base64;
    this.direct = new PatternTree(direct);
    this.base64 = new PatternTree(base64);
    this.isIdle = direct.isEmpty();
  }

  public static Redactor of(Collection<Secret> secrets) {
    return secrets.isEmpty()
        ? NONE
        : new Redactor(
            secrets.stream().map(Secret::name).collect(Collectors.toSet()),
            patterns(secrets, SecretForms::direct),
            patterns(secrets, SecretForms::base64));
  }

  /** Returns a redactor for these secrets too. */
  public Redactor with(Collection<Secret> others) {
    Redactor second = of(others);
    Set<String> all = new TreeSet<>(names);
    all.addAll(second.names);
    return new Redactor(
        all, both(directForms, second.directForms), both(base64Forms, second.base64Forms));
  }

  private static Map<byte[], String> both(Map<byte[], String> first, Map<byte[], String> second) {
    Map<byte[], String> both = new TreeMap<>(Arrays::compare);
    both.putAll(second);
    both.putAll(first);
    return both;
  }

  private static Map<byte[], String> patterns(
      Collection<Secret> secrets, Function<SecretForms, Collection<String>> forms) {
    Map<byte[], String> patterns = new TreeMap<>(Arrays::compare);
    for (Secret secret : secrets) {
      for (String form : forms.apply(new SecretForms(secret.value()))) {
        patterns.putIfAbsent(form.getBytes(UTF_8), secret.name());
      }
    }
    return patterns;
  }

  /** The sorted names of the secrets, never their values. */
  public Set<String> names() {
    return names;
  }

  /** The names on one line, for the worker's owner. */
  public String summary() {
    return names.isEmpty()
        ? "No variable counts as a secret"
        : "Secrets, which never leave the worker, are the values of "
            + InvisibleText.removed(String.join(", ", names).replaceAll("\\s+", " "));
  }

  /** Whether there are no secrets. */
  public boolean isIdle() {
    return isIdle;
  }

  /** Redacts a stream on its way to {@code sink}. */
  public RedactedStream stream(RedactedStream.Sink sink) {
    return new RedactedStream(direct, base64, sink);
  }

  /** Finds secrets in a text without changing it. */
  public SecretSearch search() {
    return new SecretSearch(direct, base64);
  }

  /** Whether the text contains a whole secret. */
  public boolean finds(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    SecretSearch search = search();
    search.read(bytes, 0, bytes.length);
    return !search.isEmpty();
  }

  /** The text without secrets. */
  public String redact(String text) {
    if (isIdle) {
      return text;
    }
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    RedactedStream stream = stream(out::write);
    try {
      stream.write(bytes, 0, bytes.length);
      stream.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return Arrays.equals(bytes, out.toByteArray()) ? text : out.toString(UTF_8);
  }
}
