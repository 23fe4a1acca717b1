package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Hash256;

/**
 * The end of the chain: what a copy or an anchor compares to know that nothing was cut off.
 *
 * @param sequence position of the newest entry
 * @param hash its hash, which covers every entry before
 */
public record LedgerHead(long sequence, Hash256 hash) {}
