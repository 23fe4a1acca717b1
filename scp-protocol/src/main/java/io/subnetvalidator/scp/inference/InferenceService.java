package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.vertx.core.Future;

/** What a node does for its clients. A future that fails with {@link InferenceException} refuses in the protocol. */
public interface InferenceService {

    SignedAnnouncement announcement();

    /**
     * Passes rows through the span; the first step opens the session.
     *
     * @param from the peer that sent the request, proved by its connection; the request was signed by it
     */
    Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request);

    /**
     * Opens one block of the first {@code steps} steps of a session of this peer, as the challenge demands. A node that announces no
     * boundaries refuses.
     */
    default Future<Opening> open(PeerId from, SessionId session, int steps, Beacon beacon) {
        return Future.failedFuture(
                new InferenceException(InferenceException.Code.NOT_OPENED, "this node commits to no boundaries"));
    }

    /** Forgets a session of this peer; no error when there is none. */
    Future<Void> close(PeerId from, SessionId session);
}
