/**
 * Netlink for the JVM: sockets, messages and attributes, without JNI and without child processes.
 */
module org.portsnare.netlink {
  requires static transitive org.jspecify;

  exports org.portsnare.netlink;
  exports org.portsnare.netlink.diag;
  exports org.portsnare.netlink.packet;
  exports org.portsnare.netlink.route;
  exports org.portsnare.netlink.unix;
}
