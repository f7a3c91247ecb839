/** sock_diag: the TCP and UDP sockets of this host, as {@code ss} lists them. */
@NullMarked
package org.portsnare.netlink.diag;

import org.jspecify.annotations.NullMarked;
