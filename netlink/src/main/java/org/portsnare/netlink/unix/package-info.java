/** Datagrams to unix sockets; the JDK has no such sockets. */
@NullMarked
package org.portsnare.netlink.unix;

import org.jspecify.annotations.NullMarked;
