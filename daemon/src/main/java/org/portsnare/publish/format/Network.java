package org.portsnare.publish.format;

import org.portsnare.ban.Prefix;

/**
 * A network of the aggregated list.
 *
 * @param text the prefix as text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Network(Prefix prefix, byte[] text) {}
