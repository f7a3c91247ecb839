/** Figures, how they are kept, compared and drawn. */
@NullMarked
package org.portsnare.bench.report;

import org.jspecify.annotations.NullMarked;
