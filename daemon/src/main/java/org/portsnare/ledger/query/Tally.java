package org.portsnare.ledger.query;

import java.util.Arrays;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Trigger;

/**
 * Number of bans that were made and confirmed since the start. Changes that were rolled back do not
 * count. One thread uses it.
 */
public final class Tally {
  private static final int EVIDENCES = Evidence.values().length;

  private final long[] made = new long[Trigger.values().length * EVIDENCES];
  private final long[] pending = new long[made.length];
  private long confirmed;
  private long pendingConfirmed;

  private static int index(Trigger trigger, Evidence evidence) {
    return trigger.ordinal() * EVIDENCES + evidence.ordinal();
  }

  public void add(Trigger trigger, Evidence evidence) {
    pending[index(trigger, evidence)]++;
  }

  public void confirm() {
    pendingConfirmed++;
  }

  public void commit() {
    for (int i = 0; i < made.length; i++) made[i] += pending[i];
    confirmed += pendingConfirmed;
    rollback();
  }

  public void rollback() {
    Arrays.fill(pending, 0);
    pendingConfirmed = 0;
  }

  /** Adds the counts of a ledger that is given up. */
  public void inherit(Tally before) {
    for (int i = 0; i < made.length; i++) made[i] += before.made[i];
    confirmed += before.confirmed;
  }

  /** Number of bans made, by the evidence at that time. */
  public long made(Trigger trigger, Evidence evidence) {
    return made[index(trigger, evidence)];
  }

  /** Number of probable bans that were confirmed later. */
  public long confirmed() {
    return confirmed;
  }
}
