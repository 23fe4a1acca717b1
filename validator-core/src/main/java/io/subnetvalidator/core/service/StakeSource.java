package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.types.PeerId;
import io.vertx.core.Future;
import java.util.Map;

/** One witness of who may enter the subnet's network. */
interface StakeSource {

    /** Its name in messages. */
    String name();

    /** The peers that the chain names at this block; fails when the witness does not know the block or does not answer. */
    Future<Map<PeerId, PeerStanding>> standings(Head head);

    /** Ends what the witness opened for itself. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
