package org.portsnare.bench;

import java.io.IOException;

/** One thing that is measured. */
interface Scenario {
  /** A word: what {@code make bench ONLY=} takes, and the name of the results file. */
  String name();

  /** Measures. What can be said of a part that failed goes into the findings. */
  Findings run() throws IOException, InterruptedException;
}
