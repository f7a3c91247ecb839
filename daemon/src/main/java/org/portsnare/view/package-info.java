/** What is shown of bans and of the daemon, and its JSON. */
@NullMarked
package org.portsnare.view;

import org.jspecify.annotations.NullMarked;
