package org.portsnare.firewall;

/**
 * What this kernel can do, as far as the table depends on it.
 *
 * @param tableFlags {@code NFT_TABLE_F_} bits the table gets: owner and persist, or none
 * @param synproxy whether it can ask a sender for proof with a SYN cookie
 */
public record Features(int tableFlags, boolean synproxy) {
  /** A kernel that can do everything, for a table on paper. */
  public static final Features ALL = new Features(0, true);
}
