/**
 * The pages and data of the daemon for browsers and programs, over HTTP. They change nothing.
 *
 * <pre>
 *   GET --> Connections (how many, how long) --> WebRoutes (Host, method, path)
 *             --> StatusPage, EventStream, PublishedFiles, ... --> Site = the daemon
 * </pre>
 *
 * <p>A new page is a line in {@code WebRoutes}. Except for the classes that listen, a class is
 * loaded when the first request needs it.
 */
@NullMarked
package org.portsnare.web;

import org.jspecify.annotations.NullMarked;
