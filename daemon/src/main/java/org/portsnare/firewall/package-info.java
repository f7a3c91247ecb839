/**
 * Bans, as the kernel enforces them.
 *
 * <pre>
 *   Config + Situation --> Ruleset --+
 *                                    +--> Firewall --Transaction--> nf_tables
 *   ban changes ---------------------+
 * </pre>
 *
 * <p>{@link org.portsnare.firewall.Ruleset} is the table on paper: every rule stands there once in
 * nft's language and once as expressions, and a test holds the two against each other. {@link
 * org.portsnare.firewall.Firewall} is the table in the kernel.
 */
@NullMarked
package org.portsnare.firewall;

import org.jspecify.annotations.NullMarked;
