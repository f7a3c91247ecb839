/**
 * Packet sockets: whole Ethernet frames, sent and received on one interface without the IP stack of
 * this host. This is not netlink, but it needs the same few system calls. See {@code packet(7)}.
 */
@NullMarked
package org.portsnare.netlink.packet;

import org.jspecify.annotations.NullMarked;
