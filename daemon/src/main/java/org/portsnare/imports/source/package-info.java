/** Text, tables and JSON of other programs, read within limits, and what was found in them. */
@NullMarked
package org.portsnare.imports.source;

import org.jspecify.annotations.NullMarked;
