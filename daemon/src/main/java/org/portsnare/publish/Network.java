package org.portsnare.publish;

import org.portsnare.ban.Prefix;

/**
 * A network of the aggregated list.
 *
 * @param text the same as text
 */
@SuppressWarnings("ArrayRecordComponent") // no two are ever compared
record Network(Prefix prefix, byte[] text) {}
