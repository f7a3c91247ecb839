/**
 * The bans as files for others: lists, tables and pages, with a signed manifest.
 *
 * <pre>
 *   BanSnapshot --> Publisher --Listed--> Format (plain, CSV, JSON, ...) --> Output --> Staging
 *                       |                                                                  |
 *                   NetworkSet --Network--> Format (CIDR, nft, ipset, ...)         SHA-512, disk,
 *                                                                                 SHA512, signed
 * </pre>
 *
 * <p>A format is a subclass of {@link org.portsnare.publish.format.Format} and a line in {@link
 * org.portsnare.publish.Publisher}.
 */
@NullMarked
package org.portsnare.publish;

import org.jspecify.annotations.NullMarked;
