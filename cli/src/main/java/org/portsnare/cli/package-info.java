/** The command line: one class per command. */
@NullMarked
package org.portsnare.cli;

import org.jspecify.annotations.NullMarked;
