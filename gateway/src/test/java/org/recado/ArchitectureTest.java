package org.recado;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The house as it was drawn. Each rule says why it is there, so that whoever breaks it knows what
 * it costs.
 */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/lab/"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.recado");

  /**
   * A library, and the one place that may import it.
   *
   * @param packages of the library, and {@code inside}, of ours, as ArchUnit writes them
   */
  private record Fence(String packages, String inside, String why) {}

  private static final List<Fence> FENCES =
      List.of(
          new Fence(
              "[org.xbill|com.google.common]..",
              "org.recado.dkim..",
              "domain names are asked about for signatures only"),
          new Fence(
              "org.subethamail..",
              "org.recado.smtp..",
              "the listener may be replaced without a look elsewhere"),
          new Fence(
              "org.jsmpp..", "org.recado.smpp..", "an SMSC link is hidden behind SmppConnections"),
          new Fence("org.jsoup..", "org.recado.mail..", "what HTML means is decided in one place"),
          new Fence(
              "org.apache.poi..", "org.recado.mail..", "winmail.dat is read where mail is read"),
          new Fence(
              "org.eclipse.angus..",
              "org.recado.mailout..",
              "mail is read by mail, and sent by mailout"),
          new Fence(
              "com.unboundid..",
              "org.recado.directory..",
              "directories differ; only directory knows how"),
          new Fence(
              "com.ongres..",
              "org.recado.directory..",
              "names and passwords are prepared alike wherever somebody signs in"),
          new Fence(
              "org.springframework.web..",
              "org.recado.(console|status)..",
              "a bank looks at one package for what the web shows people, and at one for systems"),
          new Fence(
              "org.springframework.security..",
              "org.recado.(console|status)..",
              "who may see what is decided in one place for people, and one for systems"),
          new Fence(
              "software.amazon..",
              "org.recado.archive.store..",
              "another client, or another store, is one package away"),
          new Fence(
              "com.google.i18n..",
              "org.recado.(message|intake|directory)..",
              "numbers are read at the edge only"));

  @Test
  void packagesDependOnEachOtherOneWayAndOnlyThroughWhatTheyOffer() {
    ApplicationModules.of(RecadoApplication.class, new NotTheLab()).verify();
  }

  private static final class NotTheLab extends DescribedPredicate<JavaClass> {
    NotTheLab() {
      super("the lab, which never ships");
    }

    @Override
    public boolean test(JavaClass type) {
      return type.getPackageName().startsWith("org.recado.lab");
    }
  }

  @TestFactory
  Stream<DynamicTest> eachLibraryStaysBehindItsFence() {
    return FENCES.stream()
        .map(
            fence ->
                DynamicTest.dynamicTest(
                    fence.packages(),
                    () ->
                        noClasses()
                            .that()
                            .resideOutsideOfPackage(fence.inside())
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(fence.packages())
                            .because(fence.why())
                            .check(CLASSES)));
  }

  @Test
  void timeAndChanceAreGiven() {
    String why = "a test that cannot set the clock cannot prove what happens after 90 days";
    for (ArchRule rule :
        new ArchRule[] {
          noClasses()
              .should()
              .callMethod(Instant.class, "now")
              .orShould()
              .callMethod(System.class, "currentTimeMillis")
              .orShould()
              .callMethod(LocalDate.class, "now")
              .orShould()
              .callMethod(LocalDateTime.class, "now")
              .orShould()
              .callMethod(ZonedDateTime.class, "now")
              .orShould()
              .callMethod(OffsetDateTime.class, "now")
              .orShould()
              .callConstructor(Date.class)
              .because(why),
          noClasses().should().callMethod(UUID.class, "randomUUID").because(why),
          noClasses()
              .that()
              .resideOutsideOfPackage("org.recado.assembly..")
              .should()
              .callMethod(Clock.class, "systemUTC")
              .because("there is one clock, and assembly gives it to everybody")
        }) {
      rule.check(CLASSES);
    }
  }

  @Test
  void archiveAndDirectoryKnowNothingOfTheGateway() {
    noClasses()
        .that()
        .resideInAnyPackage("org.recado.archive..", "org.recado.directory..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.boot..",
            "org.springframework.web..",
            "jakarta.mail..",
            "org.recado.smtp..",
            "org.recado.smpp..")
        .because("an auditor reads the archive without the gateway, and a verifier runs without it")
        .check(CLASSES);
  }

  @Test
  void noTestSleeps() throws IOException {
    // a test that sleeps is too slow on a good day and too fast on a bad one
    var sleep = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\s*\\(|TimeUnit\\.\\w+\\.sleep\\s*\\(");
    var root = Path.of("").toAbsolutePath().getParent();
    try (var files = Files.walk(root)) {
      var sleeping =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().matches(".*/src/(test|browser-test)/java/.*"))
              .filter(file -> !file.endsWith("ArchitectureTest.java"))
              .filter(file -> sleep.matcher(read(file)).find())
              .toList();
      assertThat(sleeping).isEmpty();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
