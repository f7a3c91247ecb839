package org.portsnare.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.portsnare.config.Config;

/**
 * The one configuration that is in force, on trial or not. Whoever depends on it follows it instead
 * of keeping a copy. Runs on the worker's thread.
 */
public final class ConfigInForce {
  private final List<Consumer<Config>> followers = new ArrayList<>();
  private Config config;

  ConfigInForce(Config config) {
    this.config = config;
  }

  public Config get() {
    return config;
  }

  /** Tells {@code follower} what is in force now, and again after every change. */
  public void follow(Consumer<Config> follower) {
    followers.add(follower);
    follower.accept(config);
  }

  /** The kernel has the rules of this one now. */
  void put(Config next) {
    config = next;
    followers.forEach(follower -> follower.accept(next));
  }
}
