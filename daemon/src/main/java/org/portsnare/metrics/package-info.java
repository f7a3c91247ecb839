/**
 * The daemon's metrics, in Prometheus' text format.
 *
 * <pre>the daemon's parts --Samples--> Exposition --text--> GET /metrics</pre>
 *
 * <p>{@link org.portsnare.metrics.Metric} is the only place with names. {@link
 * org.portsnare.metrics.Exposition} loads Prometheus' library, so the library is loaded with the
 * first request.
 */
@NullMarked
package org.portsnare.metrics;

import org.jspecify.annotations.NullMarked;
