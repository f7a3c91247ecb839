/**
 * Reads bans from files of other programs, one ban after another, whatever the size of the file.
 * Pure, except for reading the file.
 *
 * <pre>
 *   file --FormatDetector--> ImportFormat --its reader--> Entry --> Findings
 * </pre>
 */
@NullMarked
package org.portsnare.imports;

import org.jspecify.annotations.NullMarked;
