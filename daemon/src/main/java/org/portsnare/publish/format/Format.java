package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/**
 * One published file. The methods are called in this order: {@link #ban} for every ban, newest
 * first, and {@link #network} for every network of the aggregated list, by address. A format
 * overrides the methods that it needs.
 */
public abstract class Format {
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

  public final String file() {
    return file;
  }

  final String about() {
    return about;
  }

  public void begin(Heading heading, Output out) {}

  public void ban(Listed ban, Output out) {}

  public void aggregated(Heading heading, NetworkSet.Count count, Output out) {}

  public void network(Network network, Output out) {}

  public void end(Heading heading, Summary summary, Output out) {}
}
