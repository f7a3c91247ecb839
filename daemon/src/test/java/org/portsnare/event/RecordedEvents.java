package org.portsnare.event;

import java.util.ArrayList;
import java.util.List;

/** Wants every event and keeps it. */
public final class RecordedEvents implements Subscriber {
  private final List<BanEvent> events = new ArrayList<>();

  @Override
  public boolean wants(BanEvent.Kind kind) {
    return true;
  }

  @Override
  public void take(BanEvent event) {
    events.add(event);
  }

  /** All events so far, in their order; a test may clear the list. */
  public List<BanEvent> events() {
    return events;
  }
}
