/**
 * What is known of a sender besides its packets' effect: a label with its reason. A fact is never a
 * cause of a ban, and never an exemption.
 */
@NullMarked
package org.portsnare.fact;

import org.jspecify.annotations.NullMarked;
