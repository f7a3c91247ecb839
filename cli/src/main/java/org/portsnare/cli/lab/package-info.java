/** Commands that try this machine out, in namespaces of their own. */
@NullMarked
package org.portsnare.cli.lab;

import org.jspecify.annotations.NullMarked;
