/** Brings a ledger in order that was damaged, or written while the clock was wrong. */
@NullMarked
package org.portsnare.ledger.repair;

import org.jspecify.annotations.NullMarked;
