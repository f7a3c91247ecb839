/** Replays captures, and says who would be banned. */
@NullMarked
package org.portsnare.cli.replay;

import org.jspecify.annotations.NullMarked;
