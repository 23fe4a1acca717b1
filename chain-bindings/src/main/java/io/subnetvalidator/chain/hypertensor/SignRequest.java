package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Bytes;

/**
 * What a signature is for.
 *
 * @param call the call
 * @param nonce number of the account's transaction
 * @param mortality blocks in which it can run
 * @param message what is hashed with keccak-256 and signed (chain reference, section 1.3)
 */
public record SignRequest(Bytes call, long nonce, Mortality mortality, Bytes message) {}
