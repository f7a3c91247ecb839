/**
 * Reads the IP packets in capture files of tcpdump, Wireshark and others, one after another,
 * whatever the size of the file. Pure, except for reading the file.
 *
 * <pre>
 *   file --CaptureInput--> PcapReader or PcapngReader --frame--> LinkType --IP packet--> Captured
 * </pre>
 *
 * <p>Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng; link types: <a
 * href="https://www.tcpdump.org/linktypes.html">tcpdump.org</a>.
 */
@NullMarked
package org.portsnare.capture;

import org.jspecify.annotations.NullMarked;
