/** The one thread that decides, and its clocks. */
@NullMarked
package org.portsnare.work;

import org.jspecify.annotations.NullMarked;
