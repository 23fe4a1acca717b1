package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;

/** Something to fetch from other validators. */
public sealed interface Wanted {

    /** Whatever batch the validator signed for the epoch. */
    record BatchOf(Epoch epoch, NodeId validator) implements Wanted {}

    /** Exactly this batch. */
    record BatchNamed(Epoch epoch, Hash256 digest) implements Wanted {}

    /** The fault proof with this digest. */
    record Proof(Hash256 digest) implements Wanted {}

    /** The manifest of a proposal that observes the epoch. */
    record Manifest(Epoch observed, Hash256 key) implements Wanted {}
}
