/**
 * A first configuration: {@link org.portsnare.cli.setup.Machine} has the facts about the machine,
 * {@link org.portsnare.cli.setup.Proposal} is the file that follows from them.
 */
@NullMarked
package org.portsnare.cli.setup;

import org.jspecify.annotations.NullMarked;
