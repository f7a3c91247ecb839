/** nf_tables and NFLOG over netlink. */
module org.portsnare.netfilter {
  requires static transitive org.jspecify;
  requires transitive org.portsnare.netlink;

  exports org.portsnare.netfilter.nflog;
  exports org.portsnare.netfilter.nftables;
  exports org.portsnare.netfilter.nftables.expr;
}
