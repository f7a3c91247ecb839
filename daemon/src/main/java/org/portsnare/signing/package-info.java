/**
 * Checksums of files, signed with Ed25519 as {@code signify} and {@code minisign} check it.
 *
 * <pre>
 *   SigningKey --> Manifest: SHA512 (all checksums), SHA512.sig, SHA512.minisig --> Verification
 * </pre>
 */
@NullMarked
package org.portsnare.signing;

import org.jspecify.annotations.NullMarked;
