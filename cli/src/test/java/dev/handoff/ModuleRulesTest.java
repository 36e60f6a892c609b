package dev.handoff;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may know which, over all of them. */
class ModuleRulesTest {

  private static final String TESTKIT = "dev.handoff.testkit..";
  private static final Set<String> BANNED_PACKAGES =
      Set.of("util", "common", "impl", "model", "service", "helper", "misc");
  private static final List<String> BANNED_SUFFIXES =
      List.of(
          "Manager",
          "Helper",
          "Util",
          "Utils",
          "Impl",
          "Base",
          "Abstract",
          "Data",
          "Info",
          // Retired for the words of docs/words.md.
          "Teller",
          "Told",
          "Hands",
          "Signs",
          "Looks");

  private static final JavaClasses HANDOFF =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.handoff")
          .that(not(resideInAPackage(TESTKIT)));

  @ParameterizedTest
  @ValueSource(
      strings = {"job", "brief", "log", "broker", "producer", "worker", "awaiter", "gateway"})
  void seesTheClassesOf(String module) {
    assertThat(HANDOFF.stream().map(JavaClass::getPackageName)).contains("dev.handoff." + module);
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer", "worker", "awaiter"})
  void producerWorkerAndAwaiterMeetOnlyInTheCommonModule(String module) {
    String[] others =
        Stream.of("producer", "worker", "awaiter")
            .filter(other -> !other.equals(module))
            .map(other -> "dev.handoff." + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that(resideInAPackage("dev.handoff." + module + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .check(HANDOFF);
  }

  @Test
  void theCommonModuleKnowsNoOther() {
    noClasses()
        .that(
            resideInAnyPackage(
                "dev.handoff.job..",
                "dev.handoff.brief..",
                "dev.handoff.carry..",
                "dev.handoff.json..",
                "dev.handoff.log..",
                "dev.handoff.trust.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.handoff.producer..",
                "dev.handoff.worker..",
                "dev.handoff.awaiter..",
                "dev.handoff.gateway..",
                "dev.handoff.broker..",
                "dev.handoff.cli.."))
        .check(HANDOFF);
  }

  @Test
  void theGatewayKnowsWhoSubmitsAndWhoWaitsAndNobodyElse() {
    noClasses()
        .that(resideInAPackage("dev.handoff.gateway.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.handoff.worker..", "dev.handoff.broker..", "dev.handoff.cli.."))
        .check(HANDOFF);
    noClasses()
        .that(not(resideInAnyPackage("dev.handoff.gateway..", "dev.handoff.cli..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.gateway.."))
        .check(HANDOFF);
  }

  @Test
  void thePackagesOfTheGatewayKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.gateway.(**)").should().beFreeOfCycles().check(HANDOFF);
    // The root, which wires the parts, is in no such slice.
    noClasses()
        .that(resideInAPackage("dev.handoff.gateway.*.."))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.gateway"))
        .check(HANDOFF);
  }

  @Test
  void onlyTheGatewayKnowsTheServerAndWhoMayAskKnowsItNot() {
    noClasses()
        .that(not(resideInAPackage("dev.handoff.gateway..")))
        .or(resideInAnyPackage("dev.handoff.gateway.access", "dev.handoff.gateway.roll"))
        .should()
        .dependOnClassesThat(resideInAPackage("org.eclipse.jetty.."))
        .check(HANDOFF);
  }

  @Test
  void onlyTheExportOfTracesKnowsOpenTelemetry() {
    noClasses()
        .that(not(resideInAPackage("dev.handoff.gateway.trace")))
        .should()
        .dependOnClassesThat(resideInAPackage("io.opentelemetry.."))
        .check(HANDOFF);
  }

  @Test
  void nobodyDependsOnTheCommandLine() {
    noClasses()
        .that(not(resideInAPackage("dev.handoff.cli..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.cli.."))
        .check(HANDOFF);
  }

  @Test
  void onlyTheCommandLineStartsABroker() {
    noClasses()
        .that(not(resideInAnyPackage("dev.handoff.cli..", "dev.handoff.broker..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.broker.."))
        .check(HANDOFF);
  }

  @Test
  void theBrokerKnowsNothingOfJobs() {
    noClasses()
        .that(resideInAPackage("dev.handoff.broker.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.handoff..").and(not(resideInAPackage("dev.handoff.broker.."))))
        .check(HANDOFF);
  }

  @Test
  void thePackagesOfTheCommandKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.cli.(**)").should().beFreeOfCycles().check(HANDOFF);
    // The root, which lists the commands, is in no such slice.
    noClasses()
        .that(resideInAPackage("dev.handoff.cli.*.."))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.cli"))
        .check(HANDOFF);
  }

  @Test
  void whatWaitsKnowsNothingOfHowProgramsReadIt() {
    noClasses()
        .that(resideInAPackage("dev.handoff.awaiter"))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.awaiter.json"))
        .check(HANDOFF);
  }

  @Test
  void thePackagesOfTheWorkerKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.worker.(*)..").should().beFreeOfCycles().check(HANDOFF);
    // The root, which wires the parts, is in no such slice.
    noClasses()
        .that(resideInAPackage("dev.handoff.worker.*.."))
        .and(not(resideInAPackage("dev.handoff.worker.configuration")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.worker"))
        .check(HANDOFF);
  }

  @Test
  void whatDrivesAWorkerIsNamedByTheWorkerAlone() {
    noClasses()
        .that(not(resideInAPackage("dev.handoff.worker..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.handoff.worker.execution",
                "dev.handoff.worker.health",
                "dev.handoff.worker.lane",
                "dev.handoff.worker.log",
                "dev.handoff.worker.loop",
                "dev.handoff.worker.steward"))
        .check(HANDOFF);
  }

  @Test
  void theConsoleIsTheGroundFloorOfTheCommand() {
    noClasses()
        .that(resideInAPackage("dev.handoff.cli.console"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.handoff.cli..")
                .and(not(resideInAPackage("dev.handoff.cli.console"))))
        .check(HANDOFF);
  }

  @Test
  void thePackagesOfAnAttemptKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.worker.attempt.(**)").should().beFreeOfCycles().check(HANDOFF);
    // The root, which runs attempts, is in no such slice.
    noClasses()
        .that(resideInAPackage("dev.handoff.worker.attempt.*.."))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.worker.attempt"))
        .check(HANDOFF);
  }

  @Test
  void theToolsOfAnAttemptKnowNoAttempt() {
    noClasses()
        .that(
            resideInAnyPackage(
                "dev.handoff.worker.attempt.text",
                "dev.handoff.worker.attempt.folder",
                "dev.handoff.worker.attempt.child",
                "dev.handoff.worker.attempt.disk",
                "dev.handoff.worker.attempt.git",
                "dev.handoff.worker.attempt.change",
                "dev.handoff.worker.attempt.check"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.handoff.worker.attempt.order",
                "dev.handoff.worker.attempt.source",
                "dev.handoff.worker.attempt.home",
                "dev.handoff.worker.attempt.step",
                "dev.handoff.worker.attempt.publish"))
        .check(HANDOFF);
  }

  @Test
  void anAttemptKnowsNothingOfTheWorkerAroundIt() {
    noClasses()
        .that(resideInAPackage("dev.handoff.worker.attempt.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.handoff.worker..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.handoff.worker.attempt..", "dev.handoff.worker.secret.."))))
        .check(HANDOFF);
  }

  /** The others of the worker are still to be taken apart. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "log",
        "brief",
        "job",
        "cli",
        "awaiter",
        "producer",
        "broker",
        "gateway",
        "worker.attempt"
      })
  void noPackageHasMoreThanThirtyFiles(String module) {
    Map<String, Long> files =
        HANDOFF.stream()
            .filter(type -> type.getPackageName().startsWith("dev.handoff." + module))
            .filter(JavaClass::isTopLevelClass)
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(files)
        .isNotEmpty()
        .allSatisfy((name, count) -> assertThat(count).isLessThanOrEqualTo(30));
  }

  @Test
  void noPackageIsNamedAfterNothing() {
    noClasses()
        .should()
        .resideInAnyPackage(
            BANNED_PACKAGES.stream().map(name -> ".." + name + "..").toArray(String[]::new))
        .check(HANDOFF);
  }

  @Test
  void noClassIsNamedAfterNothing() {
    for (String suffix : BANNED_SUFFIXES) {
      noClasses().should().haveNameMatching(".*[a-z0-9]" + suffix).check(HANDOFF);
    }
  }

  @Test
  void staticFieldsAreFinal() {
    fields()
        .that(describe("static and written by people", ModuleRulesTest::isWrittenStatic))
        .should()
        .beFinal()
        .check(HANDOFF);
  }

  private static boolean isWrittenStatic(JavaField field) {
    return field.getModifiers().contains(JavaModifier.STATIC)
        && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  @Test
  void everyClassLiesInAModulesPackage() {
    classes().should().resideInAnyPackage("dev.handoff.*..").check(HANDOFF);
  }
}
