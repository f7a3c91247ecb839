package org.portsnare.imports;

/** Is told what is in a file, in its order. */
public interface Findings {
  void entry(Entry entry);

  /**
   * Something that should be a ban and cannot be read as one.
   *
   * @param number which line, row or decision it is, counted from 1
   * @param why without the number
   */
  void bad(long number, String why);

  /**
   * Something that is no ban, or none any more.
   *
   * @param number which line, row or decision it is, counted from 1
   * @param what the same text for all of one kind, which are counted
   */
  void leftOut(long number, String what);

  /** For whoever only wants to see a file through. */
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
