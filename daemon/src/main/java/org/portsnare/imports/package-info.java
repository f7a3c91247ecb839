/**
 * What other programs have banned, read from the files they keep it in, one ban after another,
 * whatever the size of the file. Pure but for the file that is read.
 *
 * <pre>
 *   file --FormatDetector--> ImportFormat --its reader--> Entry --> Findings
 * </pre>
 */
@NullMarked
package org.portsnare.imports;

import org.jspecify.annotations.NullMarked;
