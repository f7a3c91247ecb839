/** Decides on bans outside of hits, and keeps table, ledger and configuration together. */
@NullMarked
package org.portsnare.guard;

import org.jspecify.annotations.NullMarked;
