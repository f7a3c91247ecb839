/**
 * rtnetlink: interfaces, addresses and routes; reading them, following their changes, and making
 * the few that a scratch network needs.
 */
@NullMarked
package org.portsnare.netlink.route;

import org.jspecify.annotations.NullMarked;
