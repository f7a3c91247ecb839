package org.portsnare.bench.report;

import java.io.IOException;

/** One thing that is measured. */
public interface Scenario {
  /** One word: the value for {@code make bench ONLY=}, and the name of the results file. */
  String name();

  /** Measures. The findings also report parts that failed. */
  Findings run() throws IOException, InterruptedException;
}
