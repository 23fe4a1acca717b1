package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.vertx.core.Future;

/**
 * Signs for one account. A signing journal belongs in front of the key: the request says what the signature is for.
 */
public interface CallSigner {

    AccountId account();

    /**
     * Signs the keccak-256 of {@link SignRequest#message()}.
     *
     * @return 65 bytes: r, s, recovery id 0 or 1; fails when the signer refuses
     */
    Future<byte[]> sign(SignRequest request);
}
