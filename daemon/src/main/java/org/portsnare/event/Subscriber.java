package org.portsnare.event;

/** Is told of events on the thread that makes them, so it must not wait for anything. */
public interface Subscriber {
  /**
   * Whether it wants one more event of this kind. Nothing is made of an event that nobody wants.
   */
  boolean wants(BanEvent.Kind kind);

  void take(BanEvent event);
}
