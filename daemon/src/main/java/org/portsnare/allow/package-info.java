/**
 * Who is never banned, and why: the exemptions that this host's own situation asks for, and the
 * table of ranges that the kernel is given.
 */
@NullMarked
package org.portsnare.allow;

import org.jspecify.annotations.NullMarked;
