/**
 * The expressions of an nf_tables rule: one record per kernel expression. Each record writes its
 * own attributes.
 *
 * <p>A rule is a list of expressions that run in order over numbered registers: some load a
 * register (meta, payload, fib), some change one (bitwise), some compare one and may end the rule
 * (cmp, lookup), some act (dynset, log, counter, immediate with a verdict). Numbers and layouts are
 * those of {@code linux/netfilter/nf_tables.h}; attributes are in network order.
 */
@NullMarked
package org.portsnare.netfilter.nftables.expr;

import org.jspecify.annotations.NullMarked;
