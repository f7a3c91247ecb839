package org.portsnare.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ByteRangeTest {
  private static String of(String header, long size) {
    ByteRange range = ByteRange.parse(header, size);
    return range == null ? "whole" : range.of(size);
  }

  @Test
  void oneRangeIsTaken() {
    assertThat(of("bytes=0-0", 10)).isEqualTo("bytes 0-0/10");
    assertThat(of("bytes=2-5", 10)).isEqualTo("bytes 2-5/10");
    assertThat(of("bytes= 2-5 ", 10)).isEqualTo("bytes 2-5/10");
    assertThat(of("bytes=7-", 10)).isEqualTo("bytes 7-9/10");
    assertThat(of("bytes=7-99", 10)).isEqualTo("bytes 7-9/10");
    assertThat(of("bytes=-3", 10)).isEqualTo("bytes 7-9/10");
    assertThat(of("bytes=-30", 10)).isEqualTo("bytes 0-9/10");
  }

  @Test
  void whatTheFileDoesNotHaveIsNothing() {
    assertThat(of("bytes=10-", 10)).isEqualTo("bytes */10");
    assertThat(of("bytes=-0", 10)).isEqualTo("bytes */10");
    assertThat(of("bytes=0-", 0)).isEqualTo("bytes */0");
    assertThat(of("bytes=-1", 0)).isEqualTo("bytes */0");
  }

  @Test
  void allElseIsTheWholeFile() {
    for (String header :
        new String[] {
          "",
          "bytes=",
          "bytes=-",
          "bytes=5-2",
          "bytes=0-1,3-4",
          "lines=0-1",
          "bytes=a-b",
          "bytes=0x1-2",
          "bytes=1-1000000000000000000000",
          "bytes=--1"
        }) {
      assertThat(of(header, 10)).as(header).isEqualTo("whole");
    }
  }
}
