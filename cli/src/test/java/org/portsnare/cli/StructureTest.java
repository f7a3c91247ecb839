package org.portsnare.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The borders inside the product: which package may know which, and how wide a type may be. */
final class StructureTest {
  private static final int MAX_PARAMETERS = 8;
  private static final int MAX_COMPONENTS = 12;
  private static final int MAX_TYPES = 20;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.portsnare");

  /** The packages of the daemon, lowest floor first. A package knows those below its own floor. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of(
              "ban",
              "capture",
              "files",
              "http",
              "ledger.repair",
              "metrics",
              "text",
              "trial",
              "work"),
          List.of("config", "imports.source", "ledger.query", "log", "packet", "signing"),
          List.of(
              "allow",
              "fact",
              "imports.programs",
              "imports.sets",
              "ledger",
              "publish.output",
              "said"),
          List.of("event", "firewall.rules", "imports", "publish.format"),
          List.of("firewall", "publish", "view"),
          List.of("control", "hit", "web.page"),
          List.of("replay", "store", "web"),
          List.of("history", "reconcile"),
          List.of("guard"),
          List.of("daemon"));

  private static List<JavaClass> written() {
    return CLASSES.stream()
        // Made by the JSON library.
        .filter(type -> !type.getSimpleName().endsWith("JsonAdapter"))
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .toList();
  }

  @Test
  void noConstructorHasMoreThanEightParameters() {
    List<String> wide =
        written().stream()
            .filter(type -> !type.isRecord() && !type.isEnum() && !type.isAnonymousClass())
            .flatMap(type -> type.getConstructors().stream())
            .filter(made -> made.getRawParameterTypes().size() > MAX_PARAMETERS)
            .map(JavaConstructor::getFullName)
            .toList();
    assertThat(wide).isEmpty();
  }

  @Test
  void noRecordHasMoreThanTwelveComponents() {
    List<String> wide =
        written().stream()
            .filter(JavaClass::isRecord)
            .filter(type -> type.reflect().getRecordComponents().length > MAX_COMPONENTS)
            .map(JavaClass::getName)
            .toList();
    assertThat(wide).isEmpty();
  }

  @Test
  void noPackageHasMoreThanTwentyTypes() {
    Map<String, Long> types =
        written().stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    assertThat(types).hasSizeGreaterThan(20);
    types.values().removeIf(count -> count <= MAX_TYPES);
    assertThat(types).isEmpty();
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching("org.portsnare.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void noPackageOfTheDaemonKnowsAHigherOne() {
    Map<String, Integer> floors = new HashMap<>();
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) floors.put("org.portsnare." + name, floor);
    }
    Set<String> seen = new TreeSet<>();
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      Integer floor = floors.get(type.getPackageName());
      if (floor == null) continue;
      seen.add(type.getPackageName());
      for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
        String other = arrow.getTargetClass().getPackageName();
        if (other.equals(type.getPackageName())) continue;
        Integer below = floors.get(other);
        if (below != null && below >= floor) wrong.add(type.getPackageName() + " -> " + other);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(floors.keySet());
    assertThat(packagesOfTheDaemon()).containsExactlyInAnyOrderElementsOf(floors.keySet());
  }

  /** Every package of the module that holds the daemon, as its path of classes tells. */
  private static Set<String> packagesOfTheDaemon() {
    URI home = origin(CLASSES.get("org.portsnare.daemon.Daemon"));
    return CLASSES.stream()
        .filter(type -> origin(type).equals(home))
        .map(JavaClass::getPackageName)
        // Made by the JSON library.
        .filter(name -> !name.endsWith(".jsonb"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The JAR or the folder that a class is from. */
  private static URI origin(JavaClass type) {
    String uri = type.getSource().orElseThrow().getUri().toString();
    String path = type.getName().replace('.', '/') + ".class";
    return URI.create(uri.substring(0, uri.length() - path.length()));
  }

  /** What decides by data alone: no kernel, no database, no web server. */
  @Test
  void purePackagesKnowNoKernelAndNoLibraryThatActs() {
    String[] pure =
        Stream.of(
                "ban",
                "packet",
                "said",
                "text",
                "fact",
                "event",
                "config",
                "capture",
                "imports.sets",
                "web.page")
            .map(name -> "org.portsnare." + name)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(pure)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.portsnare.netlink..",
            "org.portsnare.netfilter..",
            "java.sql..",
            "java.net.http..",
            "java.lang.foreign..",
            "org.sqlite..",
            "org.eclipse.jetty..")
        .check(CLASSES);
  }
}
