/** The command line: one class per command. */
module org.portsnare.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires org.portsnare.daemon;
  requires org.portsnare.netfilter;

  opens org.portsnare.cli to
      info.picocli;
  opens org.portsnare.cli.command to
      info.picocli;
  opens org.portsnare.cli.common to
      info.picocli;
  opens org.portsnare.cli.imports to
      info.picocli;
  opens org.portsnare.cli.lab to
      info.picocli;
  opens org.portsnare.cli.replay to
      info.picocli;
  opens org.portsnare.cli.report to
      info.picocli;
  opens org.portsnare.cli.setup to
      info.picocli;
}
