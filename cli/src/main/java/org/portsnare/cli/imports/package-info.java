/** Imports bans of other programs. */
@NullMarked
package org.portsnare.cli.imports;

import org.jspecify.annotations.NullMarked;
