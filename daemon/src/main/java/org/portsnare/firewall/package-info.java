/**
 * Bans, as the kernel enforces them.
 *
 * <pre>
 *   Config + Situation --> Ruleset --+
 *                                    +--> Firewall --Transaction--> nf_tables
 *   ban changes ---------------------+
 * </pre>
 *
 * <p>{@link org.portsnare.firewall.rules.Ruleset} describes the table: it has every rule in nft's
 * language and as expressions, and a test compares the two. {@link org.portsnare.firewall.Firewall}
 * is the table in the kernel.
 */
@NullMarked
package org.portsnare.firewall;

import org.jspecify.annotations.NullMarked;
