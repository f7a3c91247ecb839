/** Packet headers: decoding and describing, pure. */
@NullMarked
package org.portsnare.packet;

import org.jspecify.annotations.NullMarked;
