/** A benchmark of package-private code of this package. */
@NullMarked
package org.portsnare.netfilter.nflog;

import org.jspecify.annotations.NullMarked;
