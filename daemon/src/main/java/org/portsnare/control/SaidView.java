package org.portsnare.control;

import io.avaje.jsonb.Json;

/**
 * What a sender said in one packet.
 *
 * @param port to which
 * @param text as UTF-8; what is none is U+FFFD
 * @param hex the same, byte by byte
 */
@Json
public record SaidView(int port, String text, String hex) {}
