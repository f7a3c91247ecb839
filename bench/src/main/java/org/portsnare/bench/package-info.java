/**
 * Benchmarks of the whole program, as a user starts it, in comparison with its peers.
 *
 * <pre>
 *   Main --> Scenario (one class each) --> Findings, docs/benchmarks/NAME.json
 *                |                              |
 *            Guarded, Peers, Floor          Report --> docs/benchmarks.md, docs/benchmarks/*.svg
 * </pre>
 *
 * <p>Everything runs in network namespaces without a way out. Scenarios do not assert results: they
 * report measurements and failures.
 */
@NullMarked
package org.portsnare.bench;

import org.jspecify.annotations.NullMarked;
