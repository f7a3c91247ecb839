/** The rules and sets of our table, as words for people and as bytes for the kernel. */
@NullMarked
package org.portsnare.firewall.rules;

import org.jspecify.annotations.NullMarked;
