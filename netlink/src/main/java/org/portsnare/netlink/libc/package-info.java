/**
 * The only user of {@code java.lang.foreign} in Portsnare: the dozen libc calls that a netlink
 * socket and a network namespace need. Not exported.
 */
@NullMarked
package org.portsnare.netlink.libc;

import org.jspecify.annotations.NullMarked;
