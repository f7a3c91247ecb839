/** Helpers for the tests of the other modules. */
module org.portsnare.testing {
  requires static transitive org.jspecify;

  exports org.portsnare.testing;
}
