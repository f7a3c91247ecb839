/** Other programs that ban scanners, measured beside this one. */
@NullMarked
package org.portsnare.bench.peer;

import org.jspecify.annotations.NullMarked;
