/** The formats of the published list. */
@NullMarked
package org.portsnare.publish.format;

import org.jspecify.annotations.NullMarked;
