/**
 * Capture files: the IP packets that tcpdump, Wireshark and others have written down, one after
 * another, whatever the size of the file. Pure but for the file that is read.
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
