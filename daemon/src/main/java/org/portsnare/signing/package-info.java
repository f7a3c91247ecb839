/**
 * Checksums of files, signed with Ed25519 as {@code signify} and {@code minisign} check it.
 *
 * <pre>
 *   SigningKey --> Manifest: SHA256 (all checksums), SHA256.sig, SHA256.minisig --> Verification
 * </pre>
 */
@NullMarked
package org.portsnare.signing;

import org.jspecify.annotations.NullMarked;
