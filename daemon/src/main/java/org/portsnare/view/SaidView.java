package org.portsnare.view;

import io.avaje.jsonb.Json;

/**
 * What a sender said in one packet.
 *
 * @param port the trap port
 * @param text as UTF-8; invalid bytes are U+FFFD
 * @param hex the same bytes in hexadecimal
 */
@Json
public record SaidView(int port, String text, String hex) {}
