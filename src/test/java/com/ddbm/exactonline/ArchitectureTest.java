package com.ddbm.exactonline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** The arrows between packages (design, section 3), and what the engine may never do. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("com.ddbm.exactonline");

  @Test
  void packagesUseOnlyWhatTheyMay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("errors")
        .definedBy("..exactonline.errors..")
        .layer("catalogue")
        .definedBy("..exactonline.catalogue..")
        .layer("exact")
        .definedBy("..exactonline.exact..")
        .layer("warehouse")
        .definedBy("..exactonline.warehouse..")
        .layer("state")
        .definedBy("..exactonline.state..")
        .layer("billing")
        .definedBy("..exactonline.billing..")
        .layer("sync")
        .definedBy("..exactonline.sync..")
        .layer("procedures")
        .definedBy("..exactonline.procedures..")
        .whereLayer("procedures")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("sync")
        .mayOnlyBeAccessedByLayers("procedures")
        .whereLayer("billing")
        .mayOnlyBeAccessedByLayers("procedures")
        .whereLayer("state")
        .mayOnlyBeAccessedByLayers("billing", "sync", "procedures")
        .whereLayer("warehouse")
        .mayOnlyBeAccessedByLayers("state", "billing", "sync", "procedures")
        .whereLayer("exact")
        .mayOnlyBeAccessedByLayers("sync", "procedures")
        .whereLayer("catalogue")
        .mayOnlyBeAccessedByLayers("exact", "sync", "procedures")
        .whereLayer("errors")
        .mayOnlyBeAccessedByLayers(
            "catalogue", "exact", "warehouse", "state", "billing", "sync", "procedures")
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsPortsOnly() {
    noClasses()
        .that()
        .resideInAPackage("..exactonline.sync..")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("Sql")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("Snowflake")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("com.snowflake..", "okhttp3..")
        .check(CLASSES);
  }

  @Test
  void theEngineNeitherSleepsNorAsksForTheTime() {
    noClasses()
        .that()
        .resideInAPackage("..exactonline.sync..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void theEngineHasNoStaticState() {
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("..exactonline.sync..")
        .and()
        .areStatic()
        .should()
        .notBeFinal()
        .check(CLASSES);
  }

  @Test
  void snowparkStaysAtTheBorder() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..exactonline.errors..",
            "..exactonline.catalogue..",
            "..exactonline.exact..",
            "..exactonline.state..",
            "..exactonline.billing..",
            "..exactonline.sync..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.snowflake..")
        .check(CLASSES);
  }
}
