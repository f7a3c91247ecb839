package org.portsnare.cli.lab;

import org.portsnare.firewall.Firewall;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netlink.NetlinkException;

/**
 * The abilities of the kernel, as it reports them.
 *
 * @param nfTables whether it answered
 * @param persists whether a table can have an owner and outlive it
 * @param text its abilities, in words
 */
public record Kernel(boolean nfTables, boolean persists, boolean synproxy, String text) {
  public static Kernel ask() {
    try (NfTables nftables = NfTables.open()) {
      boolean persists = nftables.supports(Table.NFT_TABLE_F_OWNER | Table.NFT_TABLE_F_PERSIST);
      boolean synproxy = Firewall.supportsSynproxy(nftables);
      String table =
          persists
              ? "nf_tables with owner and persist: no other program can remove the table"
              : "nf_tables without persist: the table is watched, and made again if it is removed";
      return new Kernel(
          true, persists, synproxy, table + (synproxy ? "; synproxy" : "; no synproxy"));
    } catch (NetlinkException e) {
      return new Kernel(
          false, false, true, "not asked, assumed to have everything: " + e.getMessage());
    }
  }
}
