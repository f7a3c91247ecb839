package org.portsnare.cli;

/** The version that the build wrote into the module. */
final class Version {
  private Version() {}

  static String text() {
    var module = Version.class.getModule().getDescriptor();
    return module == null ? "unknown" : module.rawVersion().orElse("unknown");
  }
}
