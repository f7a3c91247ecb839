/**
 * What a sender's first words, behind its handshake with a trap, say of it. Pure.
 *
 * <pre>
 *   words --> Visitor.of --HttpRequest--> a browser, or a program that previews links
 *                        --ClientHello--> a browser
 * </pre>
 */
@NullMarked
package org.portsnare.said;

import org.jspecify.annotations.NullMarked;
