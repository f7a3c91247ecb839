/**
 * Replays a capture through the configured rules, and tells which senders the kernel would have
 * banned.
 *
 * <pre>
 *   capture --Survey--> own addresses, services
 *   capture --Replay--> packet socket --wire--> ScratchHost: the real table in a namespace of its own
 *                                                   | NFLOG
 *                                                   v
 *                                               verdicts
 * </pre>
 *
 * <p>There are two scratch hosts: one with the exemptions, and one without, which gets only the
 * packets of exempt senders. A sender that is banned by the second one was exempt. So both answers
 * are the kernel's.
 */
@NullMarked
package org.portsnare.replay;

import org.jspecify.annotations.NullMarked;
