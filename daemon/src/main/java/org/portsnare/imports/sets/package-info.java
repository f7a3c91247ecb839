/** Sets of ipset and of nftables, as their programs print them. */
@NullMarked
package org.portsnare.imports.sets;

import org.jspecify.annotations.NullMarked;
