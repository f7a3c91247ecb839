/** What must be so of a directory before the daemon writes to it. */
@NullMarked
package org.portsnare.files;

import org.jspecify.annotations.NullMarked;
