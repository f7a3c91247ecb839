package org.portsnare.capture;

/** A reader of one file format. */
sealed interface FrameReader permits PcapReader, PcapngReader {
  /**
   * Reads the next frame, of any link type and with any content.
   *
   * @return false at the end of the file
   * @throws CaptureException if the file is damaged
   */
  boolean next(Captured frame);
}
