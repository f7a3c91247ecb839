/**
 * A first configuration: {@link org.portsnare.cli.setup.Machine} is what was found on the machine,
 * {@link org.portsnare.cli.setup.Proposal} the file that follows from it.
 */
@NullMarked
package org.portsnare.cli.setup;

import org.jspecify.annotations.NullMarked;
