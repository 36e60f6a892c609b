package dev.handoff.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BenchRulesTest {

  private static final JavaClasses BENCH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.handoff.bench");

  @Test
  void seesTheClasses() {
    assertThat(BENCH.contain(Bench.class)).isTrue();
  }

  @Test
  void thePackagesKnowOneAnotherInNoCircle() {
    slices().matching("dev.handoff.bench.(*)").should().beFreeOfCycles().check(BENCH);
    noClasses()
        .that()
        .resideInAPackage("dev.handoff.bench.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.handoff.bench")
        .check(BENCH);
  }
}
