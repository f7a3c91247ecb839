/**
 * NFLOG: packets that a rule has logged, delivered over netlink.
 *
 * <p>Delivery is lossy by design: a reader that is too slow loses events, and the kernel reports
 * it.
 */
@NullMarked
package org.portsnare.netfilter.nflog;

import org.jspecify.annotations.NullMarked;
