package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;

/**
 * An extrinsic that a node accepted.
 *
 * @param hash its hash
 * @param bytes all its bytes
 * @param nonce its nonce
 * @param included what became of it in the best chain; a later reorganisation can undo it
 * @param finalized what became of it for good, read from finalized blocks
 */
public record Submission(Hash256 hash, Bytes bytes, long nonce, Future<Receipt> included, Future<Receipt> finalized) {}
