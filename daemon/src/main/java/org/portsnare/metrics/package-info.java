/**
 * What the daemon says of itself in numbers, in Prometheus' text format.
 *
 * <pre>the daemon's parts --Samples--> Exposition --text--> GET /metrics</pre>
 *
 * <p>{@link org.portsnare.metrics.Metric} is the one place with names. Prometheus' library is
 * loaded by {@link org.portsnare.metrics.Exposition}, so not before somebody asks.
 */
@NullMarked
package org.portsnare.metrics;

import org.jspecify.annotations.NullMarked;
