/**
 * Benchmarks of the whole program, as a user starts it, beside its peers.
 *
 * <pre>
 *   Main --> Scenario (one class each) --> Findings, docs/benchmarks/NAME.json
 *                |                              |
 *            Guarded, Peers, Floor          Report --> docs/benchmarks.md, docs/benchmarks/*.svg
 * </pre>
 *
 * <p>Everything happens in network namespaces without a way out. Nothing is asserted: a scenario
 * reports what it measured, and what went wrong.
 */
@NullMarked
package org.portsnare.bench;

import org.jspecify.annotations.NullMarked;
