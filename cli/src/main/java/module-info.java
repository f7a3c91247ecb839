/** The command line: one class per command. */
module org.portsnare.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires org.portsnare.daemon;
  requires org.portsnare.netfilter;

  opens org.portsnare.cli to
      info.picocli;
}
