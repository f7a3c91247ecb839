/** Keeps ledger and kernel equal: looks at every ban in turn. */
@NullMarked
package org.portsnare.reconcile;

import org.jspecify.annotations.NullMarked;
