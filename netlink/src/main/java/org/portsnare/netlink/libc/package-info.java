/**
 * The only place where Portsnare links native functions: the libc calls for netlink sockets, packet
 * sockets, datagrams to unix sockets, network namespaces and the clock. Not exported.
 */
@NullMarked
package org.portsnare.netlink.libc;

import org.jspecify.annotations.NullMarked;
