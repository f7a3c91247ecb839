package org.portsnare.control;

import java.util.List;

/**
 * A change that somebody asked for over the control socket.
 *
 * @param by the user that asked
 * @param request method and path
 * @param done whether it was made; never for a user that may only read
 * @param said the lines of the answer
 */
public record Change(Peer by, String request, boolean done, List<String> said) {
  public Change {
    said = List.copyOf(said);
  }
}
