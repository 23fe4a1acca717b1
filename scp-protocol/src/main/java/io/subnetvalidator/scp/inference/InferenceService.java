package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.PeerId;
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

    /** Forgets a session of this peer; no error when there is none. */
    Future<Void> close(PeerId from, SessionId session);
}
