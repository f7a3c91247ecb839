package org.portsnare.fact;

/**
 * The program that has sent a packet.
 *
 * @param certain whether the packet has a mark that an honest program sets by chance once in 65,536
 *     packets or less, and the shape besides; otherwise it has the shape alone
 * @param why the marks in words
 */
public record ToolName(Tool tool, boolean certain, String why) {
  /** For people: {@code masscan}, or {@code nmap?} where it is only likely. */
  public String label() {
    return certain ? tool.label() : tool.label() + "?";
  }
}
