/**
 * The only place where Portsnare links native functions: the libc calls that netlink sockets,
 * packet sockets, datagrams to unix sockets and network namespaces need. Not exported.
 */
@NullMarked
package org.portsnare.netlink.libc;

import org.jspecify.annotations.NullMarked;
