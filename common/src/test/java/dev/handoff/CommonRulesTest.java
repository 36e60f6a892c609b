package dev.handoff;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.handoff.brief.BriefReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a job and a brief are does not depend on any clock, thread, file or broker. */
class CommonRulesTest {

  private static final JavaClasses COMMON =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              "dev.handoff.job",
              "dev.handoff.brief",
              "dev.handoff.carry",
              "dev.handoff.json",
              "dev.handoff.log",
              "dev.handoff.trust");

  /** Bytes in memory, the schema on the class path, and their errors. */
  private static final Set<String> STREAMS =
      Set.of(
          IOException.class.getName(),
          UncheckedIOException.class.getName(),
          InputStream.class.getName(),
          Reader.class.getName());

  @Test
  void seesTheClasses() {
    assertThat(COMMON.contain("dev.handoff.job.JobState")).isTrue();
    assertThat(COMMON.contain("dev.handoff.brief.BriefReader")).isTrue();
    assertThat(COMMON.contain("dev.handoff.log.status.StatusLog")).isTrue();
    assertThat(COMMON.contain("dev.handoff.job.SomeEvents")).isFalse();
  }

  @Test
  void jobsAndBriefsDoNoInputOrOutput() {
    noClasses()
        .that(resideInAnyPackage("dev.handoff.job", "dev.handoff.brief.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..")
                .and(not(describe("streams", type -> STREAMS.contains(type.getName())))))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("java.net..", "java.nio.channels..", "java.sql..", "org.slf4j.."))
        .check(COMMON);
  }

  @Test
  void onlyTheReaderOfBriefsKnowsFiles() {
    noClasses()
        .that(resideInAnyPackage("dev.handoff.job", "dev.handoff.brief.."))
        .and(not(describe("BriefReader", type -> type.isEquivalentTo(BriefReader.class))))
        .should()
        .dependOnClassesThat(resideInAPackage("java.nio.file.."))
        .check(COMMON);
  }

  @Test
  void jobsAndBriefsKnowNoThreads() {
    noClasses()
        .that(resideInAnyPackage("dev.handoff.job", "dev.handoff.brief.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.util.concurrent..")
                .or(describe("threads", CommonRulesTest::isThread)))
        .check(COMMON);
  }

  private static boolean isThread(JavaClass type) {
    return type.isAssignableTo(Thread.class) || type.isAssignableTo(ThreadLocal.class);
  }

  @Test
  void jobsAndBriefsReadNoClock() {
    noClasses()
        .that(resideInAnyPackage("dev.handoff.job", "dev.handoff.brief..", "dev.handoff.json"))
        .should()
        .accessTargetWhere(describe("reads a clock", CommonRulesTest::readsClock))
        .orShould()
        .dependOnClassesThat(
            describe(
                "clocks",
                type ->
                    type.isAssignableTo(Clock.class) || type.isAssignableTo(InstantSource.class)))
        .check(COMMON);
  }

  private static boolean readsClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    boolean isNow = owner.startsWith("java.time.") && access.getName().equals("now");
    boolean isMillis =
        owner.equals("java.lang.System")
            && Set.of("currentTimeMillis", "nanoTime").contains(access.getName());
    return isNow || isMillis;
  }

  /** The one source of chance: a new id or lease. */
  @Test
  void onlyJobIdRollsDice() {
    noClasses()
        .that(resideInAnyPackage("dev.handoff.job", "dev.handoff.brief..", "dev.handoff.json"))
        .and(not(named("dev.handoff.job.JobId")))
        .and(not(named("dev.handoff.job.RandomBits")))
        .should()
        .dependOnClassesThat(
            named(SecureRandom.class.getName())
                .or(named("java.util.Random"))
                .or(named("java.util.UUID"))
                .or(resideInAPackage("java.util.random..")))
        .check(COMMON);
  }

  @Test
  void onlyTheLogKnowsKafka() {
    noClasses()
        .that(not(resideInAPackage("dev.handoff.log..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
        .check(COMMON);
  }

  @Test
  void nothingBelowTheLogKnowsIt() {
    noClasses()
        .that(not(resideInAPackage("dev.handoff.log..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.log.."))
        .check(COMMON);
  }

  @Test
  void thePackagesOfTheLogKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.log.(**)").should().beFreeOfCycles().check(COMMON);
    // The root is in no such slice.
    noClasses()
        .that(resideInAPackage("dev.handoff.log"))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.handoff.log.*.."))
        .check(COMMON);
  }

  /** The root of briefs is below lint, policy and settings, and above the schema. */
  @Test
  void thePackagesOfBriefsKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.brief.(**)").should().beFreeOfCycles().check(COMMON);
    noClasses()
        .that(resideInAPackage("dev.handoff.brief"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.handoff.brief.lint", "dev.handoff.brief.policy", "dev.handoff.brief.settings"))
        .check(COMMON);
    noClasses()
        .that(resideInAPackage("dev.handoff.brief.schema"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.handoff.brief..")
                .and(not(resideInAPackage("dev.handoff.brief.schema"))))
        .check(COMMON);
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return describe(name, type -> type.getName().equals(name));
  }
}
