/**
 * Netlink: datagrams of messages, messages of attributes, between this process and the kernel.
 *
 * <pre>
 *   MessageWriter --bytes--> NetlinkSocket --send--> kernel
 *                                  |
 *   AttributeReader &lt;-- MessageReader &lt;--receive--+
 * </pre>
 *
 * <p>The writers and readers are pure: they work on a {@code byte[]} and nothing else, so tests
 * need no kernel. They check every length in a message against the array before they use it. {@link
 * org.portsnare.netlink.NetlinkSocket} only moves bytes, matches answers to requests, and turns an
 * error answer into a {@link org.portsnare.netlink.NetlinkException} that carries the kernel's
 * explanation.
 *
 * <p>Byte order: the netlink header and most families use the machine's order ({@code putU32}),
 * netfilter uses network order ({@code putBe32}).
 */
@NullMarked
package org.portsnare.netlink;

import org.jspecify.annotations.NullMarked;
