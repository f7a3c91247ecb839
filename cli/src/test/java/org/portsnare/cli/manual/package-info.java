/**
 * The manual pages, the completions of shells, and the tables of the documentation, written from
 * the commands' own annotations and from {@link org.portsnare.config.Key}.
 *
 * <pre>
 * CommandSpec --> CommandEntry --> CommandPage, tables, BashCompletion, ZshCompletion, FishCompletion
 * Key, docs/configuration.md --> ConfigurationPage, tables
 * </pre>
 *
 * <p>Not shipped: {@code make docs} runs it, and a test compares.
 */
@NullMarked
package org.portsnare.cli.manual;

import org.jspecify.annotations.NullMarked;
