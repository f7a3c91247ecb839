package org.portsnare.firewall.rules;

/**
 * The features of this kernel that the table depends on.
 *
 * @param tableFlags the {@code NFT_TABLE_F_} bits of the table: owner and persist, or none
 * @param synproxy whether the kernel can ask a sender for proof with a SYN cookie
 */
public record Features(int tableFlags, boolean synproxy) {
  /** A kernel with every feature that the rules use, for a table that is only printed. */
  public static final Features ALL = new Features(0, true);
}
