package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Bytes;
import io.vertx.core.Future;

/**
 * Owns the nonce of one account: there must be no other sender for it. Submissions are made one after the other, in the
 * order of the calls to {@link #submit}.
 */
public interface Submitter {

    AccountId account();

    /**
     * Signs and submits a call. After a lost connection only the very same bytes are sent again.
     *
     * @param call call bytes
     * @param mortality where it can be included; consensus calls need a mortal one
     * @param tip extra payment, normally zero
     * @return completes when a node accepted the extrinsic; fails with {@link ChainException} when it was rejected, with
     *     the signer's failure when it refused
     */
    Future<Submission> submit(Bytes call, Mortality mortality, Balance tip);
}
