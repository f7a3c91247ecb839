/** The daemon: everything between the kernel and the command line. */
@SuppressWarnings("module") // the command line is compiled later
module org.portsnare.daemon {
  requires static transitive org.jspecify;
  requires transitive io.avaje.json;
  requires transitive io.avaje.jsonb;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires java.sql;
  requires jdk.net;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.unixdomain.server;
  requires transitive org.portsnare.netfilter;
  requires org.tomlj;
  requires org.xerial.sqlitejdbc;

  exports org.portsnare.allow;
  exports org.portsnare.ban;
  exports org.portsnare.capture;
  exports org.portsnare.config;
  exports org.portsnare.control;
  exports org.portsnare.daemon;
  exports org.portsnare.event;
  exports org.portsnare.fact;
  exports org.portsnare.firewall;
  exports org.portsnare.firewall.rules;
  exports org.portsnare.guard to
      org.portsnare.cli;
  exports org.portsnare.imports to
      org.portsnare.cli;
  exports org.portsnare.imports.source to
      org.portsnare.cli;
  exports org.portsnare.log to
      org.portsnare.cli;
  exports org.portsnare.packet;
  exports org.portsnare.replay;
  exports org.portsnare.signing;
  exports org.portsnare.store to
      org.portsnare.cli;
  exports org.portsnare.text;
  exports org.portsnare.trial;
  exports org.portsnare.view;
  exports org.portsnare.web.page to
      org.portsnare.cli;
  exports org.portsnare.work to
      org.portsnare.cli;

  provides io.avaje.jsonb.spi.JsonbExtension with
      org.portsnare.view.jsonb.GeneratedJsonComponent;
}
