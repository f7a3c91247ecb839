/**
 * The configuration file: read whole, checked whole, and either a {@link
 * org.portsnare.config.Config} comes out or every mistake in it with its place.
 */
@NullMarked
package org.portsnare.config;

import org.jspecify.annotations.NullMarked;
