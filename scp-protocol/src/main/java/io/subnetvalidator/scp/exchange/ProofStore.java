package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import java.util.Optional;

/** Fault proofs by digest, to judge them and to serve them to others. Thread-safe. */
public interface ProofStore {

    /**
     * Keeps a proof whose bytes are known to have this digest.
     *
     * @param kept the epoch in which it is kept, for retention
     * @return false when it is held already or the store's bounds do not allow it
     */
    boolean keep(Epoch kept, Hash256 digest, Bytes proof);

    Optional<Bytes> named(Hash256 digest);

    /** Drops a proof, one that was judged and does not hold for example; it makes room for others. */
    void forget(Hash256 digest);

    void forgetBefore(Epoch epoch);
}
