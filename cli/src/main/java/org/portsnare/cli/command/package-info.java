/** The commands, one class each. */
@NullMarked
package org.portsnare.cli.command;

import org.jspecify.annotations.NullMarked;
