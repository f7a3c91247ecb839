/**
 * The one HTTP server of the process. Each place it listens on has a handler and limits of its own;
 * threads and timer are shared.
 */
@NullMarked
package org.portsnare.http;

import org.jspecify.annotations.NullMarked;
