/**
 * Prefixes that are never banned, and why; and everything that is read from this host: interfaces,
 * networks, services and SSH peers.
 */
@NullMarked
package org.portsnare.allow;

import org.jspecify.annotations.NullMarked;
