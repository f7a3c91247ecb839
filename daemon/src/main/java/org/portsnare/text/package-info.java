/** Text of others, made harmless for the places where it is shown. */
@NullMarked
package org.portsnare.text;

import org.jspecify.annotations.NullMarked;
