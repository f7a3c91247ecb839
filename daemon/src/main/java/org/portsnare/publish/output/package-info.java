/** Files that appear together, and only whole. */
@NullMarked
package org.portsnare.publish.output;

import org.jspecify.annotations.NullMarked;
