/** What every command needs: the daemon's client, text for a terminal, exit statuses. */
@NullMarked
package org.portsnare.cli.common;

import org.jspecify.annotations.NullMarked;
