/** Datagrams to unix sockets, which the JDK has no sockets for. */
@NullMarked
package org.portsnare.netlink.unix;

import org.jspecify.annotations.NullMarked;
