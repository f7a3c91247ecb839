package org.portsnare.publish;

/**
 * One published file. The methods are called in this order: {@link #ban} for every ban, newest
 * first, and {@link #network} for every network of the aggregated list, by address. A format
 * overrides the methods that it needs.
 */
abstract class Format {
  private final String file;
  private final String about;

  /**
   * @param file the name of the file
   * @param about a short description of the file
   */
  Format(String file, String about) {
    this.file = file;
    this.about = about;
  }

  final String file() {
    return file;
  }

  final String about() {
    return about;
  }

  void begin(Heading heading, Output out) {}

  void ban(Listed ban, Output out) {}

  void aggregated(Heading heading, NetworkSet.Count count, Output out) {}

  void network(Network network, Output out) {}

  void end(Heading heading, Summary summary, Output out) {}
}
