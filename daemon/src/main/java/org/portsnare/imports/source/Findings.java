package org.portsnare.imports.source;

/** Receives the contents of a file, in order. */
public interface Findings {
  void entry(Entry entry);

  /**
   * Reports an entry that should be a ban but cannot be read.
   *
   * @param number number of the line, row or decision, counted from 1
   * @param why the reason, without the number
   */
  void bad(long number, String why);

  /**
   * Reports an entry that is no ban, or a ban that has ended.
   *
   * @param number number of the line, row or decision, counted from 1
   * @param what the kind: the same text for all entries of one kind, which are counted
   */
  void leftOut(long number, String what);

  /** Ignores everything. */
  Findings NONE =
      new Findings() {
        @Override
        public void entry(Entry entry) {}

        @Override
        public void bad(long number, String why) {}

        @Override
        public void leftOut(long number, String what) {}
      };
}
