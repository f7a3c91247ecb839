/** A benchmark of what this package keeps to itself. */
@NullMarked
package org.portsnare.netfilter.nflog;

import org.jspecify.annotations.NullMarked;
