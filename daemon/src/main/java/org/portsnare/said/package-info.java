/**
 * Recognises senders by their first data after a handshake with a trap. Pure.
 *
 * <pre>
 *   data --> Visitor.of  --HttpRequest--> a browser, or a program that previews links
 *                        --ClientHello--> a browser
 * </pre>
 */
@NullMarked
package org.portsnare.said;

import org.jspecify.annotations.NullMarked;
