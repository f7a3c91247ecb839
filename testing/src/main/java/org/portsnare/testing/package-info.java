/**
 * Commands, hexdumps and hex fixtures, mutated bytes, kernel headers and a clock, for tests only.
 */
@NullMarked
package org.portsnare.testing;

import org.jspecify.annotations.NullMarked;
