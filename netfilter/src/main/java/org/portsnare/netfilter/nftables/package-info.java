/**
 * nf_tables: the kernel's packet classifier, through its own netlink messages.
 *
 * <pre>
 *   Transaction: Table, Chain, Rule, Set, elements --one batch--> NfTables --> kernel
 *                                       dumps, counters, events <--
 * </pre>
 *
 * <p>Every change is a {@link org.portsnare.netfilter.nftables.Transaction}: the kernel applies all
 * of it at one instant, or nothing. Reading a set streams its elements through one reused cursor,
 * so a million elements do not need a million objects.
 */
@NullMarked
package org.portsnare.netfilter.nftables;

import org.jspecify.annotations.NullMarked;
