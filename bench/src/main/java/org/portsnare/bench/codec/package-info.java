/** JMH benchmarks of the codecs. One that needs a package's private door stands in that package. */
@NullMarked
package org.portsnare.bench.codec;

import org.jspecify.annotations.NullMarked;
