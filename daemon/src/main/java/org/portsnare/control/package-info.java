/**
 * The control API: HTTP and JSON on a unix socket, for the command line and for {@code curl
 * --unix-socket}.
 */
@NullMarked
package org.portsnare.control;

import org.jspecify.annotations.NullMarked;
