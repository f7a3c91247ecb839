package org.portsnare.capture;

/** One file format. */
sealed interface FrameReader permits PcapReader, PcapngReader {
  /**
   * Reads the next frame, whatever its link type is and whatever is in it.
   *
   * @return false at the end of the file
   * @throws CaptureException if the file is damaged
   */
  boolean next(Captured frame);
}
