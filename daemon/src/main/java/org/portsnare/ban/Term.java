package org.portsnare.ban;

/**
 * What the kernel needs of one ban.
 *
 * @param since when it began, in milliseconds since 1970
 * @param expires when it ends, in milliseconds since 1970; {@link BanSink#NEVER} for never
 * @param dropped number of packets that were dropped because of it, as last read
 */
public record Term(Prefix prefix, long since, long expires, long dropped) {}
