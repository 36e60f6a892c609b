package dev.handoff.brief.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.Sources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  private static final BriefReader READER = new BriefReader();
  private static final List<String> ALL = List.of("**");

  private static Brief brief(String rest) {
    String text = rest.contains("run: {") ? rest : "run: {command: [sh, work.sh]}\n" + rest;
    return READER.read(("goal: Every post has a category.\n" + text).getBytes(UTF_8));
  }

  /** A list as YAML has it, or a script. */
  private static Brief running(String command) {
    boolean isList = command.startsWith("[") && !command.startsWith("[ ");
    String script = command.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return brief("run: {command: " + (isList ? command : '"' + script + '"') + "}\n");
  }

  private static List<String> refusals(Policy policy, Brief brief) {
    return policy.refusals(brief).stream().map(Refusal::toString).toList();
  }

  private static List<String> tripped(Brief brief) {
    return refusals(Policy.DEFAULT, brief);
  }

  private static Policy permitting(List<String> names) {
    return new Policy(ALL, List.of(), ALL, ALL, Network.ON, List.of(), ALL, false, names, false);
  }

  @Test
  void anOrdinaryBriefIsRefusedByNobody() {
    Brief ordinary =
        brief(
            """
            run: {command: "npm run build && npm test"}
            setup: [[npm, ci]]
            env: [NODE_ENV=production, CI=1]
            inputs: [content/categories.json, config/production.yaml]
            checks: [{name: builds, run: [mvn, -B, verify]}]
            scope: {repo: /srv/git/app}
            """);

    assertThat(tripped(ordinary)).isEmpty();
    assertThat(Policy.OF_SUBMITTER.refusals(ordinary)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[kubectl, apply, -f, x.yaml]|kubectl|kubectl apply -f x.yaml",
        "kubectl --context prod delete pod a|kubectl|kubectl --context prod delete pod a",
        "cd deploy && helm upgrade --install app ./chart --version 2|helm|helm upgrade",
        "terraform init; terraform apply -auto-approve|terraform|terraform apply -auto-approve",
        "[bash, -ec, 'terraform -chdir=infra destroy']|terraform|terraform -chdir=infra destroy",
        "'[ -f x ] && (aws s3 sync . s3://site)'|aws|aws s3 sync . s3://site",
        "[env, AWS_PROFILE=a, aws, s3, ls]|aws|aws s3 ls",
        "'echo \"$(gcloud run deploy app)\"'|gcloud|gcloud run deploy app",
        "'for i in a b; do az webapp restart -n $i; done'|az|az webapp restart",
        "[sudo, -u, root, kubectl, scale, x]|kubectl|kubectl scale x",
        "'ls | xargs -n1 kubectl delete'|kubectl|kubectl delete",
        "bash -c \"sh -c 'pulumi up --yes'\"|pulumi|pulumi up --yes",
        "/usr/local/bin/kubectl rollout restart deploy/x|kubectl|kubectl rollout",
        "kubectl apply --dry-run=none -f x|kubectl|kubectl apply --dry-run=none",
        "'true\n# look\nansible-playbook site.yml'|ansible-playbook|ansible-playbook site.yml",
        "'make && \\\n  kubectl apply -f x'|kubectl|kubectl apply -f x",
        "'A=1 \\\n  kubectl apply -f x'|kubectl|kubectl apply -f x",
        "[./deploy.sh]|deploy|deploy.sh",
        "npm run deploy:eu|deploy|npm run deploy:eu",
        "make deploy|deploy|make deploy",
        "npm publish|publish|npm publish",
        "mvn -B deploy|publish|mvn -B deploy",
        "docker push registry/app|publish|docker push registry/app",
        "ssh deploy@web1.prod.example.org systemctl restart app|remote|ssh deploy@web1.prod",
        "[sh, -c, 'psql $ORDERS_PROD_URL']|production-variables|ORDERS_PROD_URL",
        "cat ~/.aws/credentials|credential-files|~/.aws/credentials",
      })
  void aCommandThatLooksLiveIsRefusedWithWhatWasSeen(String command, String wire, String seen) {
    List<String> refusals = tripped(running(command));

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0))
        .startsWith("run.command: ")
        .contains(seen, "tripwire " + wire, "permit: [" + wire + "]");
    assertThat(permitting(List.of(wire)).refusals(running(command))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo kubectl apply",
        "grep -rn 'kubectl apply' docs",
        "git commit -m \"terraform apply is run by hand\"",
        "terraform fmt -check && terraform validate && terraform plan",
        "kubectl get pods && kubectl diff -f x",
        "kubectl apply --dry-run=client -f x",
        "helm lint chart; helm template chart",
        "aws --version",
        "aws --endpoint-url http://localhost:4566 s3 ls",
        "npm publish --dry-run",
        "npm run build:production",
        "# kubectl apply -f x\ntrue",
        "sh deploy/check.sh",
        "python3 aws_helper.py",
        "make",
        "docker build -t app .",
        "ssh-keygen -t ed25519 -f key",
        "ssh web1.staging.example.org uptime",
        "scp product.txt web1:reproducible/",
        "ssh -oUser=prod web1 uptime",
        "kubectl help delete",
        "terraform version apply",
        "aws --debug",
        "echo \"terraform apply\" > README.md",
        "echo '$(kubectl apply)'",
        "[codemod, 'helm upgrade']",
      })
  void aCommandThatOnlySpeaksOfItIsNotRefused(String command) {
    assertThat(tripped(running(command))).isEmpty();
  }

  @Test
  void proseAboutProductionIsNotRefused() {
    Brief prose =
        brief(
            """
            title: Document how we kubectl apply to production
            constraints: [Do not touch PROD_DB_PASSWORD or ~/.aws/credentials]
            run: {agent: codex}
            scope: {include: ["docs/production/**"]}
            """);

    assertThat(tripped(prose)).isEmpty();
  }

  @Test
  void everyPlaceThatRunsSomethingIsLookedAt() {
    Brief everywhere =
        brief(
            """
            setup: [make, terraform apply]
            checks: [{name: a, run: "true"}, {name: b, run: [kubectl, apply]}]
            env: [SHOP_PROD_TOKEN=x, PRODUCTION_URL=y, KUBECONFIG=/home/ann/.kube/config]
            inputs: [secrets/id_rsa, infra/terraform.tfstate, .env.production, keys/id_rsa.pub]
            """);

    assertThat(tripped(everywhere))
        .extracting(refusal -> refusal.replaceAll(": .*", ""))
        .containsExactly(
            "setup[1]",
            "checks[1].run",
            "env[0]",
            "env[1]",
            "env[2]",
            "inputs[0]",
            "inputs[1]",
            "inputs[2]");
  }

  @Test
  void aRefusalShowsTheNameOfAVariableAndNeverItsValue() {
    List<String> refusals = tripped(brief("env: [SHOP_PROD_TOKEN=hunter2hunter2]\n"));

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0)).contains("SHOP_PROD_TOKEN").doesNotContain("hunter2");
  }

  @Test
  void whatThePolicyDoesNotNameIsRefused() {
    Policy strict =
        new Policy(
            List.of("/srv/git/**", "https://git.example.org/team/*"),
            List.of(),
            List.of("codex"),
            List.of("mvn", "./scripts/*"),
            Network.ON,
            List.of("NPM_TOKEN", "MAVEN_*"),
            ALL,
            false,
            List.of(),
            false);
    Brief asking =
        brief(
            """
            scope: {repo: https://ann:pw@git.example.org/other/app}
            setup: [[./scripts/setup.sh], [pip, install, x]]
            run: {command: [python3, x.py]}
            checks: [{name: a, run: [mvn, verify]}, {name: b, run: [scripts/../x]}]
            env: [NPM_TOKEN, MAVEN_ARGS, HOME_TOKEN, LD_PRELOAD=./evil.so, MAVEN_OPTS=-Xmx1g]
            output: [pull_request]
            """);

    assertThat(refusals(strict, asking))
        .containsExactly(
            "scope.repo: https://git.example.org/other/app is not among what the policy permits"
                + " (policy.repositories)",
            "setup[1]: the program pip is not among what the policy permits (policy.commands)",
            "run.command: the program python3 is not among what the policy permits"
                + " (policy.commands)",
            "checks[1].run: the program scripts/../x is not among what the policy permits"
                + " (policy.commands)",
            "env[2]: the worker's variable HOME_TOKEN is not among what the policy permits"
                + " (policy.variables)",
            "env[3]: the variable LD_PRELOAD where policy.commands counts is not among what the"
                + " policy permits (policy.variables)",
            "output: pull_request needs a push to the repository, and policy.push is false");
    assertThat(refusals(strict, brief("run: {agent: claude}\n")))
        .containsExactly("run.agent: claude is not among what the policy permits (policy.agents)");
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/git/app, true",
    "/srv/git/team/app.git, true",
    "/srv/git/app/, true",
    "/srv/gitolite/app, false",
    "/srv/git/../../etc, false",
    "/srv/git/.., false",
    "https://git.example.org/team/app, true",
    "https://ann:pw@git.example.org/team/app, true",
    "https://git.example.org/team/app/other, false",
    "https://git.example.org/team/%2e%2e/x, false",
    "https://git.example.org.evil/team/app, false",
    "https://evil/x@git.example.org/team/app, false",
  })
  void repositoriesAreMatchedAsWholes(String repo, boolean isPermitted) {
    Policy policy =
        new Policy(
            List.of("/srv/git/**", "https://git.example.org/team/*"),
            List.of(),
            ALL,
            ALL,
            Network.ON,
            List.of(),
            ALL,
            false,
            List.of(),
            false);

    assertThat(policy.permitsRepository(repo)).isEqualTo(isPermitted);
  }

  @Test
  void withoutAFileThereIsNoVariableAndNoPush() {
    Brief asking =
        brief("env: [NPM_TOKEN]\noutput: [pull_request]\nscope: {repo: https://x.example/a}\n");

    assertThat(Policy.DEFAULT.refusals(asking))
        .extracting(Refusal::where)
        .containsExactly("env[0]", "output");
    assertThat(Policy.OF_SUBMITTER.refusals(asking)).isEmpty();
  }

  @Test
  void filesAreCarriedWhereThePolicySaysSoAndOnTheLocalDefault() {
    Brief asking = brief("scope: {carry: [.env]}\n");

    assertThat(refusals(Policy.DEFAULT, asking))
        .singleElement()
        .asString()
        .contains("scope.carry", "policy: {carry: true}");
    assertThat(Policy.OF_SUBMITTER.refusals(asking)).hasSize(1);
    assertThat(Policy.DEFAULT.withCarry(true).refusals(asking)).isEmpty();
    assertThat(Policy.DEFAULT.ofLocalDefault().refusals(asking)).isEmpty();
    assertThat(Policy.DEFAULT.withCarry(false).ofLocalDefault().refusals(asking)).hasSize(1);
  }

  @Test
  void filesThatComeWithoutAGlobAreRefusedTheSame() {
    Brief smuggling =
        brief("").withSources(Sources.NONE.withCarried(new Sources.Bundle(1, "a", 0)));

    assertThat(refusals(Policy.DEFAULT, smuggling)).hasSize(1);
  }

  @Test
  void aPolicyKnowsTheNamesOfTheTripwiresThatItMayPermit() {
    assertThat(Policy.tripwires())
        .contains("deploy", "publish", "remote", "kubectl", "terraform", "aws")
        .contains("production-variables", "credential-files")
        .doesNotContain("npm", "ssh", "");
  }

  @ParameterizedTest
  @CsvSource({
    "handoff/fix-docs-abc123, true",
    "handoff/a/b, false",
    "main, false",
    "release/1, true",
    "release/1/fix, true",
  })
  void branchesAreMatchedAsWholes(String branch, boolean isPermitted) {
    Policy policy =
        new Policy(
            ALL,
            List.of(),
            ALL,
            ALL,
            Network.ON,
            List.of(),
            List.of("handoff/*", "release/**"),
            false,
            List.of(),
            false);

    assertThat(policy.permitsBranch(branch)).isEqualTo(isPermitted);
  }

  @ParameterizedTest
  @CsvSource({
    "DB_PROD_PASSWORD, true",
    "prod_token, true",
    "API_KEY_PRODUCTION, true",
    "PROD, false",
    "PRODUCTION, false",
    "PRODUCT_ID, false",
    "NODE_ENV, false",
  })
  void aVariableIsOfProductionByAPartOfItsName(String name, boolean isOfProduction) {
    assertThat(ProductionNames.isOfProduction(name)).isEqualTo(isOfProduction);
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/git/*, /srv/git/a, true",
    "/srv/git/*, /srv/other, false",
    "**, /srv/git/a, false",
    "/srv/git/*;**, /srv/git/a, false"
  })
  void aRepositoryIsNamedByAGlobOfItsOwn(String globs, String repository, boolean isNamed) {
    Policy policy =
        new Policy(
            List.of(globs.split(";")),
            List.of(),
            ALL,
            ALL,
            Network.ON,
            List.of(),
            ALL,
            false,
            List.of(),
            false);

    assertThat(policy.namesRepository(repository)).isEqualTo(isNamed);
  }
}
