/** How many bans there were, hour by hour: counted once, kept for good, and told as a report. */
@NullMarked
package org.portsnare.history;

import org.jspecify.annotations.NullMarked;
