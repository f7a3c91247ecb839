/**
 * What browsers and programs see of the daemon over HTTP. It changes nothing.
 *
 * <pre>
 *   GET --> Connections (how many, how long) --> WebRoutes (Host, method, path)
 *             --> StatusPage, EventStream, PublishedFiles, ... --> Site = the daemon
 * </pre>
 *
 * <p>A new page is a line in {@code WebRoutes}. Nothing here is loaded before the first request
 * needs it, but what listens.
 */
@NullMarked
package org.portsnare.web;

import org.jspecify.annotations.NullMarked;
