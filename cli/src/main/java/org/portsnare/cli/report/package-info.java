/** The command {@code report}. */
@NullMarked
package org.portsnare.cli.report;

import org.jspecify.annotations.NullMarked;
