/**
 * The only HTTP server of the process. Each address that it listens on has its own handler and
 * limits; threads and timer are shared.
 */
@NullMarked
package org.portsnare.http;

import org.jspecify.annotations.NullMarked;
