/**
 * JMH benchmarks of the codecs. A benchmark of package-private code is in the package of that code.
 */
@NullMarked
package org.portsnare.bench.codec;

import org.jspecify.annotations.NullMarked;
