package org.portsnare.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
}
