package org.portsnare.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells subscribers what happens to bans. Events come from one thread; any may subscribe. */
public final class BanEvents {
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /** Without a subscriber. */
  public BanEvents() {}

  /** Tells {@code subscriber} of all that happens from now on. */
  public void subscribe(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  /**
   * A queue that is fed with everything from now on, until it is closed.
   *
   * @param capacity events that wait for its reader at most
   */
  public EventQueue subscribe(int capacity) {
    EventQueue queue = new EventQueue(capacity, subscribers::remove);
    subscribers.add(queue);
    return queue;
  }

  /** Whether anybody wants one more event of this kind. Every subscriber is asked. */
  public boolean wanted(BanEvent.Kind kind) {
    boolean wanted = false;
    for (Subscriber subscriber : subscribers) wanted |= subscriber.wants(kind);
    return wanted;
  }

  /** How many are told. */
  public int subscribers() {
    return subscribers.size();
  }

  /** Tells all subscribers. */
  public void publish(BanEvent event) {
    for (Subscriber subscriber : subscribers) subscriber.take(event);
  }
}
