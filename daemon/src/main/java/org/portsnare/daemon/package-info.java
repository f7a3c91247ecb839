/**
 * The daemon: one thread that decides, and the threads that bring it something to decide.
 *
 * <pre>
 *   nflog thread  --hits-------+
 *   route thread  --changes----+--> Worker (one thread): Guard
 *   table thread  --removals---+       Ledger, Firewall, HitRecorder, Reconciler
 *   control API   --commands---+
 * </pre>
 */
@NullMarked
package org.portsnare.daemon;

import org.jspecify.annotations.NullMarked;
