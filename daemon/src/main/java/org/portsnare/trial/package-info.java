/**
 * Configurations on trial: they are reverted unless somebody confirms them in time.
 *
 * <p>The data for the revert is on the disk before anything changes. So a daemon that starts after
 * a crash can revert, and so can {@code portsnare apply} without a daemon.
 */
@NullMarked
package org.portsnare.trial;

import org.jspecify.annotations.NullMarked;
