/**
 * rtnetlink: interfaces, addresses and routes. It reads them, follows their changes, and makes the
 * few that a scratch network needs.
 */
@NullMarked
package org.portsnare.netlink.route;

import org.jspecify.annotations.NullMarked;
