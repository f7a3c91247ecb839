/**
 * The configuration file. It is read and checked as a whole. The result is either a {@link
 * org.portsnare.config.Config}, or every mistake with its place.
 */
@NullMarked
package org.portsnare.config;

import org.jspecify.annotations.NullMarked;
