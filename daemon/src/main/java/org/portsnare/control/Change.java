package org.portsnare.control;

import java.util.List;

/**
 * A change that somebody asked for over the control socket.
 *
 * @param by who asked
 * @param request method and path
 * @param done whether it was made; never for somebody who may only read
 * @param said what was said to that
 */
public record Change(Peer by, String request, boolean done, List<String> said) {
  public Change {
    said = List.copyOf(said);
  }
}
