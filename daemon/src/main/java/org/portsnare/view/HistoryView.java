package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ban as {@code explain} shows it.
 *
 * @param sender the single address the packet came from; empty if there was no packet
 * @param packet the packet in words; empty if there was none
 * @param packetHex its first bytes
 * @param fingerprint what the packet tells of its program; null if it is not TCP
 * @param said what the sender said after its handshake, one for each packet
 * @param ended null while it is active
 * @param ending expired, unbanned, allowed, replaced or no sender; empty while it is active
 */
@Json
public record HistoryView(
    BanView ban,
    String interfaceName,
    String sender,
    String packet,
    String packetHex,
    @Nullable FingerprintView fingerprint,
    List<SaidView> said,
    @Nullable Instant ended,
    String ending) {}
