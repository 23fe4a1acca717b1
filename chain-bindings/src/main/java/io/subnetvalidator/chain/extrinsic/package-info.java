/**
 * Signed extrinsics for 20-byte accounts: eras, payloads, signatures, decoding.
 * It may use metadata for calls; signing is handed in as a function.
 * It never submits anything.
 */
@NullMarked
package io.subnetvalidator.chain.extrinsic;

import org.jspecify.annotations.NullMarked;
