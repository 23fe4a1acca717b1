package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Asks nodes over the session protocol. What it returns is signed by the node asked and belongs to the question; everything else
 * fails: {@link InferenceException} when the node refuses, {@link PeerException} when it cannot be asked or talks nonsense.
 */
public final class InferenceClient {

    private final PeerNetwork network;

    public InferenceClient(PeerNetwork network) {
        this.network = network;
    }

    public Future<SignedAnnouncement> announce(PeerAddress peer, Duration deadline) {
        return ask(peer, new InferenceRequest.Announce(), deadline).map(response -> {
            if (response instanceof InferenceResponse.Announced announced
                    && announced.announcement().verifies(peer.peer())) {
                return announced.announcement();
            }
            throw malformed(peer, "what came is not its own signed announcement");
        });
    }

    public Future<SignedStepAnswer> step(PeerAddress peer, SignedStepRequest request, Duration deadline) {
        return ask(peer, new InferenceRequest.Step(request), deadline).map(response -> {
            if (response instanceof InferenceResponse.Stepped stepped
                    && stepped.answer()
                            .answer()
                            .requestDigest()
                            .equals(request.request().digest())
                    && stepped.answer().verifies(peer.peer())) {
                return stepped.answer();
            }
            throw malformed(peer, "what came is not its signed answer to the request");
        });
    }

    public Future<Void> close(PeerAddress peer, SessionId session, Duration deadline) {
        return ask(peer, new InferenceRequest.Close(session), deadline).mapEmpty();
    }

    private Future<InferenceResponse> ask(PeerAddress peer, InferenceRequest request, Duration deadline) {
        return network.request(peer, InferenceRequest.PROTOCOL, request.toBytes(), InferenceRequest.MAX_BYTES, deadline)
                .map(bytes -> decode(peer, bytes));
    }

    private static InferenceResponse decode(PeerAddress peer, byte[] bytes) {
        InferenceResponse response;
        try {
            response = InferenceResponse.fromBytes(bytes);
        } catch (ScaleException e) {
            throw malformed(peer, "not an answer: " + e.getMessage());
        }
        if (response instanceof InferenceResponse.Refused refused) {
            throw new InferenceException(refused.code(), peer + " refuses: " + refused.message());
        }
        return response;
    }

    private static PeerException malformed(PeerAddress peer, String what) {
        return new PeerException(PeerException.Reason.MALFORMED, "the answer of " + peer + ": " + what);
    }
}
