/** The ledger's file, kept open whatever happens to it, and what is noted in it about time. */
@NullMarked
package org.portsnare.store;

import org.jspecify.annotations.NullMarked;
