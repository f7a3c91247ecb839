/**
 * Hits: packets that touched a trap, on their way from the kernel into the ledger.
 *
 * <pre>NFLOG --HitReader--> HitQueue --> HitRecorder --> Ledger, Firewall</pre>
 */
@NullMarked
package org.portsnare.hit;

import org.jspecify.annotations.NullMarked;
