/** Bans and what decides about them: pure values and rules, without a kernel, a disk or a clock. */
@NullMarked
package org.portsnare.ban;

import org.jspecify.annotations.NullMarked;
