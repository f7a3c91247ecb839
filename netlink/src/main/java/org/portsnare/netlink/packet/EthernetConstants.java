package org.portsnare.netlink.packet;

/** Numbers of {@code linux/if_ether.h}, under the kernel's names. */
public final class EthernetConstants {
  /** Bytes of a hardware address. */
  public static final int ETH_ALEN = 6;

  /** Bytes of an Ethernet header: receiver, sender, ethertype. */
  public static final int ETH_HLEN = 14;

  /** Every ethertype; for {@link PacketSocket#open} only, never in a frame. */
  public static final int ETH_P_ALL = 0x0003;

  public static final int ETH_P_IP = 0x0800;
  public static final int ETH_P_ARP = 0x0806;
  public static final int ETH_P_IPV6 = 0x86dd;

  private EthernetConstants() {}
}
