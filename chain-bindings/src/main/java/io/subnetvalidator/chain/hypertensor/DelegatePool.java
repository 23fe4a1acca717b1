package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Balance;

/**
 * The delegate stake of a subnet (chain reference, section 7.3).
 *
 * @param shares all shares
 * @param balance what all shares are worth together
 */
public record DelegatePool(Balance shares, Balance balance) {}
