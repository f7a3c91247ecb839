/** The status page: HTML and JSON made of views, and nothing else. */
@NullMarked
package org.portsnare.web.page;

import org.jspecify.annotations.NullMarked;
