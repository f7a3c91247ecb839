package org.portsnare.cli.common;

/** The version that the build wrote into the module. */
public final class Version {
  private Version() {}

  public static String text() {
    var module = Version.class.getModule().getDescriptor();
    return module == null ? "unknown" : module.rawVersion().orElse("unknown");
  }
}
