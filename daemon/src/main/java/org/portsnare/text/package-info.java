/** Makes text from others harmless where it is shown. */
@NullMarked
package org.portsnare.text;

import org.jspecify.annotations.NullMarked;
