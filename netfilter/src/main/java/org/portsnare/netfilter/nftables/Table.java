package org.portsnare.netfilter.nftables;

/**
 * A table.
 *
 * @param flags {@code NFT_TABLE_F_} bits
 */
public record Table(Family family, String name, int flags) {
  public static final int NFT_TABLE_F_DORMANT = 0x1;

  /** Only the socket that made the table may change it. Since kernel 5.12. */
  public static final int NFT_TABLE_F_OWNER = 0x2;

  /** With owner: the table outlives its socket; another socket may adopt it. Since kernel 6.9. */
  public static final int NFT_TABLE_F_PERSIST = 0x4;

  public Table(Family family, String name) {
    this(family, name, 0);
  }
}
