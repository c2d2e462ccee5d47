// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of ARCHITECTURE.md that a compiler does not know. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sallyport");

  private static final List<String> ENGINES =
      List.of("protocol", "detection", "policy", "blueprint");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(PRODUCT)
        .extracting(JavaClass::getPackageName)
        .contains("dev.sallyport.model", "dev.sallyport.node", "dev.sallyport.control");
  }

  @TestFactory
  List<DynamicTest> enginesMeetOnlyThroughTheModel() {
    return ENGINES.stream()
        .map(
            engine ->
                DynamicTest.dynamicTest(
                    engine,
                    () -> {
                      String[] others =
                          ENGINES.stream()
                              .filter(other -> !other.equals(engine))
                              .map(other -> "dev.sallyport." + other + "..")
                              .toArray(String[]::new);
                      check(
                          noClasses()
                              .that()
                              .resideInAPackage("dev.sallyport." + engine + "..")
                              .should()
                              .dependOnClassesThat(
                                  resideInAnyPackage(others)
                                      .or(resideInAPackage("dev.sallyport.wire.."))
                                      .or(programs()))
                              .as(engine + " knows neither the other engines nor the programs"));
                    }))
        .toList();
  }

  @Test
  void modelDependsOnNothingButTheJdk() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.sallyport.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.sallyport.model..", "java..", "javax.crypto..", "org.jspecify.."));
  }

  @Test
  void enginesDoNoInputAndOutputReadNoClockAndStartNoThread() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.sallyport.protocol..",
                "dev.sallyport.policy..",
                "dev.sallyport.blueprint..",
                "dev.sallyport.model..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat(
                are(resideInAnyPackage(
                        "java.net.http..", "java.nio.channels..", "java.util.concurrent.."))
                    .and(DescribedPredicate.not(concurrentCollections())))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.net.Socket.class, java.io.FileInputStream.class));
  }

  @Test
  void onlyControlTheLabAndWhatInstallsKnowAKubernetesClient() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.sallyport.control..", "dev.sallyport.lab..", "dev.sallyport.deploy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8.."));
  }

  @Test
  void onlyControlKnowsAStore() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.sallyport.control..", "dev.sallyport.lab..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.jdbi..", "org.flywaydb..", "org.postgresql.."));
  }

  @Test
  void theProgramsKnowNothingOfTheLab() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.sallyport.lab..", "dev.sallyport.e2e..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sallyport.lab.."));
  }

  @Test
  void whatInstallsKnowsNoneOfThePrograms() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.sallyport.deploy..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.sallyport..")
                    .and(DescribedPredicate.not(resideInAPackage("dev.sallyport.deploy..")))));
  }

  @Test
  void theNodeNeedsNoGrpcLibrary() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.sallyport.node..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.linecorp.armeria..", "io.grpc.."));
  }

  @Test
  void captureDoesNotKnowWhatComesAfterIt() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.sallyport.node.capture..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.sallyport.protocol..",
                "dev.sallyport.blueprint..",
                "dev.sallyport.wire..",
                "dev.sallyport.node.identity..",
                "dev.sallyport.node.link.."));
  }

  @Test
  void packagesInsideAModuleHaveNoCycles() {
    for (String module :
        List.of("protocol", "detection", "policy", "blueprint", "wire", "control", "lab")) {
      check(
          slices()
              .matching("dev.sallyport." + module + ".(*)..")
              .should()
              .beFreeOfCycles()
              .allowEmptyShould(true));
    }
  }

  @Test
  void namesSayWhatAThingIs() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl"));
  }

  private static DescribedPredicate<JavaClass> programs() {
    return resideInAnyPackage(
        "dev.sallyport.node..", "dev.sallyport.control..", "dev.sallyport.cli..");
  }

  /** Time units and read-mostly collections are not threads. */
  private static DescribedPredicate<JavaClass> concurrentCollections() {
    return DescribedPredicate.describe(
        "time units, atomics and concurrent collections",
        type ->
            type.getName().startsWith("java.util.concurrent.TimeUnit")
                || type.getName().startsWith("java.util.concurrent.atomic.")
                || type.getName().startsWith("java.util.concurrent.Concurrent"));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(PRODUCT);
  }
}
