/** Bans and the rules that decide about them: pure values, without a kernel, a disk or a clock. */
@NullMarked
package org.portsnare.ban;

import org.jspecify.annotations.NullMarked;
