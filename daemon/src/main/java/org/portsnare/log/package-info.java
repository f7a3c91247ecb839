/** Lines for the journal and for a terminal. */
@NullMarked
package org.portsnare.log;

import org.jspecify.annotations.NullMarked;
