package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.proofs.verdict.Assumption;
import io.vertx.core.Future;
import java.util.Optional;

/** What the chain says about that which proofs take for granted. Futures fail when it cannot be asked now. */
interface ChainFacts {

    /** The node that the chain had registered with the peer, under the id named if one is. */
    Future<Optional<NodeId>> node(Assumption.Registered registered);

    Future<Boolean> holds(Assumption assumption);
}
