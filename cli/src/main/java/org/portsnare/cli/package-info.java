/** The command line: one command a class. */
@NullMarked
package org.portsnare.cli;

import org.jspecify.annotations.NullMarked;
