/** What the ledger is asked, and what it answers. */
@NullMarked
package org.portsnare.ledger.query;

import org.jspecify.annotations.NullMarked;
