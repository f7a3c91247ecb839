/**
 * nf_tables: the kernel's packet classifier, spoken to in its own messages.
 *
 * <pre>
 *   Transaction: Table, Chain, Rule, Set, elements --one batch--> NfTables --> kernel
 *                                       dumps, counters, events <--
 * </pre>
 *
 * <p>Every change is a {@link org.portsnare.netfilter.nftables.Transaction}: the kernel applies all
 * of it at one instant, or nothing. Reading a set is a stream over a cursor that is reused, so a
 * set of a million elements costs no million objects.
 */
@NullMarked
package org.portsnare.netfilter.nftables;

import org.jspecify.annotations.NullMarked;
