/** Bans of other programs, of published lists, and of an earlier export. */
@NullMarked
package org.portsnare.imports.programs;

import org.jspecify.annotations.NullMarked;
