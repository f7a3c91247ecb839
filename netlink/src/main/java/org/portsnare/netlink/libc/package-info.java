/**
 * The only place where Portsnare links native functions: the dozen libc calls that netlink sockets,
 * packet sockets and network namespaces need. Not exported.
 */
@NullMarked
package org.portsnare.netlink.libc;

import org.jspecify.annotations.NullMarked;
