package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.SignedBatch;
import java.util.List;
import java.util.Optional;

/** Batches that were checked, to serve them to others. Thread-safe. */
public interface BatchStore {

    /** Keeps a batch; false when it is held already or the store's bounds do not allow it. */
    boolean keep(SignedBatch batch);

    Optional<SignedBatch> named(Hash256 digest);

    /** The batches held of a validator for an epoch, in the order kept; two when it signed two. */
    List<SignedBatch> of(Epoch epoch, NodeId validator);

    void forgetBefore(Epoch epoch);
}
