/**
 * What happens to bans, told to everybody who subscribes.
 *
 * <pre>
 *   HitRecorder, Bans (the worker's thread)
 *        | publish, after the commit
 *        v
 *   BanEvents ---- Subscriber.take, which never waits
 *        |-- BanLog     -> EventQueue -> a thread   -> the log
 *        |-- EventQueue -> Routes, its own thread   -> portsnare watch
 *        '-- EventQueue -> EventStream              -> the status page
 * </pre>
 *
 * An {@link org.portsnare.event.EventQueue} is bounded, and counts what it had no room for.
 */
@NullMarked
package org.portsnare.event;

import org.jspecify.annotations.NullMarked;
