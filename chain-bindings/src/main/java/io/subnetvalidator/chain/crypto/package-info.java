/**
 * Hashes and account keys of the chain: twox, keccak, secp256k1 with recovery.
 * Pure functions over bytes.
 * It never knows calls, storage or endpoints.
 */
@NullMarked
package io.subnetvalidator.chain.crypto;

import org.jspecify.annotations.NullMarked;
