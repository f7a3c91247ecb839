/**
 * Configurations on trial: in force until somebody confirms them, or taken back.
 *
 * <p>What is needed to go back is on the disk before anything changes, so that also a daemon that
 * starts after a crash, or {@code portsnare apply} without any daemon, can do it.
 */
@NullMarked
package org.portsnare.trial;

import org.jspecify.annotations.NullMarked;
