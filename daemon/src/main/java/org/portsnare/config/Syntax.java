package org.portsnare.config;

import java.util.List;

/** The values that a key may have. */
public sealed interface Syntax {
  /** {@code true} or {@code false}. */
  record Flag() implements Syntax {}

  /** A whole number from {@code min} to {@code max}, both included. */
  record Whole(int min, int max) implements Syntax {}

  /** One of a few words, in quotes. */
  record Choice(List<String> words) implements Syntax {
    public Choice {
      words = List.copyOf(words);
    }

    Choice(String... words) {
      this(List.of(words));
    }
  }

  /** A duration in quotes, as {@link org.portsnare.ban.Lifetime#parse} reads it, or 0. */
  record Duration() implements Syntax {}

  /**
   * Something else in quotes.
   *
   * @param what a noun with its article
   */
  record Text(String what) implements Syntax {}

  /**
   * An array.
   *
   * @param what its elements, a noun in the plural
   */
  record Array(String what) implements Syntax {}
}
