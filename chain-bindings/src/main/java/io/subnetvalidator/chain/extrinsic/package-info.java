/**
 * What a block carries: headers, and signed extrinsics for 20-byte accounts with their eras, payloads and signatures.
 * It may use metadata for calls; signing is handed in as a function.
 * It never submits anything.
 */
@NullMarked
package io.subnetvalidator.chain.extrinsic;

import org.jspecify.annotations.NullMarked;
