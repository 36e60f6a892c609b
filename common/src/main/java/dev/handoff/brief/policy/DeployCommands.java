package dev.handoff.brief.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Recognizes commands that seem to change a live system: the tripwires for commands. Commands that
 * only read (plan, diff, get, --dry-run, --help) do not count.
 */
final class DeployCommands {

  static final String DEPLOY = "deploy";
  static final String PUBLISH = "publish";
  static final String REMOTE = "remote";

  private static final Set<String> HARMLESS = Set.of("--help", "-h", "--dry-run", "--check");
  private static final Set<String> HARMLESS_FIRST = Set.of("help", "version", "--version");

  /** The subcommands of each program that change something; none: every use does. */
  private static final Map<String, Set<String>> LIVE = live();

  private static final Map<String, Set<String>> PUBLISHING =
      Map.ofEntries(
          Map.entry("npm", Set.of("publish")),
          Map.entry("pnpm", Set.of("publish")),
          Map.entry("yarn", Set.of("publish")),
          Map.entry("mvn", Set.of("deploy")),
          Map.entry("mvnw", Set.of("deploy")),
          Map.entry("gradle", Set.of("publish")),
          Map.entry("gradlew", Set.of("publish")),
          Map.entry("cargo", Set.of("publish")),
          Map.entry("twine", Set.of("upload")),
          Map.entry("gem", Set.of("push")),
          Map.entry("docker", Set.of("push")),
          Map.entry("podman", Set.of("push")));

  private static final Set<String> TASK_RUNNERS =
      Set.of("make", "npm", "pnpm", "yarn", "just", "task", "rake", "gradle", "gradlew", "cap");
  private static final Set<String> REMOTE_SHELLS = Set.of("ssh", "scp", "sftp", "rsync");
  private static final Pattern DEPLOY_WORD = Pattern.compile("deploy([-:_.].*)?");
  private static final Pattern LOCAL_URL =
      Pattern.compile("(--endpoint-url=)?https?://(localhost|127\\..*|\\[::1]).*");
  private static final Pattern PRODUCTION =
      Pattern.compile("(?i)(.*[^a-z])?prod(uction)?([^a-z].*)?");

  private DeployCommands() {}

  private static Map<String, Set<String>> live() {
    Map<String, Set<String>> live = new TreeMap<>();
    String cluster =
        "apply create delete edit patch replace scale set rollout drain cordon uncordon exec run"
            + " annotate label taint expose autoscale cp";
    String site = "deploy delete remove";
    put(live, cluster, "kubectl", "oc");
    put(live, "install upgrade uninstall delete rollback", "helm");
    put(live, "apply sync destroy", "helmfile");
    put(live, "apply destroy import taint untaint", "terraform", "tofu", "terragrunt");
    put(live, "up update destroy refresh import", "pulumi");
    put(live, "deploy destroy bootstrap", "cdk");
    put(live, site, "sam", "serverless", "sls", "firebase", "netlify", "wrangler");
    put(live, site, "flyctl", "fly", "vercel");
    put(live, "create delete upgrade scale", "eksctl");
    put(live, "run stop", "nomad");
    put(live, "", "aws", "gcloud", "gsutil", "az", "doctl", "oci", "ibmcloud", "aliyun", "heroku");
    put(live, "", "ansible-playbook", "ansible");
    return Map.copyOf(live);
  }

  private static void put(Map<String, Set<String>> live, String words, String... programs) {
    for (String program : programs) {
      live.put(program, words.isEmpty() ? Set.of() : Set.of(words.split(" ")));
    }
  }

  /** The names of all tripwires for commands. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(LIVE.keySet());
    names.addAll(Set.of(DEPLOY, PUBLISH, REMOTE));
    return names;
  }

  /** The tripwire that the invocation triggers. */
  static Optional<String> tripped(Invocation invocation) {
    if (isHarmless(invocation)) {
      return Optional.empty();
    }
    String program = invocation.program();
    Set<String> live = LIVE.get(program);
    if (live != null
        && (live.isEmpty() ? !invocation.words().isEmpty() : invocation.hasAny(live))) {
      return Optional.of(program);
    }
    if (invocation.hasAny(PUBLISHING.getOrDefault(program, Set.of()))) {
      return Optional.of(PUBLISH);
    }
    if (isDeployScript(invocation)) {
      return Optional.of(DEPLOY);
    }
    boolean isRemote = REMOTE_SHELLS.contains(program) && namesProduction(invocation);
    return isRemote ? Optional.of(REMOTE) : Optional.empty();
  }

  private static boolean isHarmless(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (!arguments.isEmpty() && HARMLESS_FIRST.contains(arguments.get(0))) {
      return true;
    }
    return arguments.stream()
        .anyMatch(
            argument ->
                HARMLESS.contains(argument)
                    || argument.startsWith("--dry-run=") && !argument.endsWith("=none")
                    || LOCAL_URL.matcher(argument).matches());
  }

  /** {@code make deploy}, {@code npm run deploy:eu}, {@code ./deploy.sh}. */
  private static boolean isDeployScript(Invocation invocation) {
    if (invocation.program().matches("deploy(\\.(sh|py|rb|js))?")) {
      return true;
    }
    return TASK_RUNNERS.contains(invocation.program())
        && invocation.words().stream().anyMatch(word -> DEPLOY_WORD.matcher(word).matches());
  }

  private static boolean namesProduction(Invocation invocation) {
    return invocation.words().stream().anyMatch(word -> PRODUCTION.matcher(word).matches());
  }
}
