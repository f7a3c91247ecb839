package org.portsnare.ban;

/**
 * What the kernel has to know of one ban.
 *
 * @param since when it began, in milliseconds since 1970
 * @param expires when it ends, in milliseconds since 1970; {@link BanSink#NEVER} for never
 * @param dropped packets that were dropped because of it, as of the last look
 */
public record Term(Prefix prefix, long since, long expires, long dropped) {}
