/**
 * The ledger: every ban there is and was, in one SQLite file that any {@code sqlite3} can read.
 *
 * <p>The kernel's set is enforced; the ledger is true.
 */
@NullMarked
package org.portsnare.ledger;

import org.jspecify.annotations.NullMarked;
