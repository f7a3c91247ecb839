/** Network namespaces, a hand-written clock and hexdumps, for tests only. */
@NullMarked
package org.portsnare.testing;

import org.jspecify.annotations.NullMarked;
