/** A guarded host, its load and its ledgers. */
@NullMarked
package org.portsnare.bench.host;

import org.jspecify.annotations.NullMarked;
