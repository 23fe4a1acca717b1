package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
                            .commitment()
                            .requestDigest()
                            .equals(request.request().digest())
                    && stepped.answer().verifies(peer.peer())) {
                return stepped.answer();
            }
            throw malformed(peer, "what came is not its signed answer to the request");
        });
    }

    /**
     * Asks for one block of a session to be opened. What is returned is sealed by the node for the block that is due; whether the
     * rows are those it had committed to is for {@code ContradictoryOpening} and the verdict to find.
     *
     * @param beacon chain block made after the last answer
     */
    public Future<Opening> open(Candidate node, HopTranscript session, Beacon beacon, Duration deadline) {
        SessionId id = session.terms().session();
        List<Hash256> answers = session.answers();
        InferenceRequest.Open request = new InferenceRequest.Open(id, answers.size(), beacon);
        return ask(node.address(), request, InferenceRequest.MAX_OPENING_BYTES, deadline)
                .map(response -> {
                    if (response instanceof InferenceResponse.Opened opened
                            && node.announced().boundaries().equals(Optional.of(opened.encoding()))
                            && isDue(opened.opening(), node, answers, beacon)) {
                        return opened.opening();
                    }
                    throw malformed(node.address(), "what came is not its sealed opening of the session");
                });
    }

    private static boolean isDue(Opening opening, Candidate node, List<Hash256> answers, Beacon beacon) {
        Hash256 session = Challenge.session(answers);
        int block = Challenge.block(session, beacon, node.span().count());
        return opening.steps().size() == answers.size()
                && opening.seal().beacon().equals(beacon)
                && opening.isSealed()
                && opening.seal().verifies(node.peer(), session, block);
    }

    public Future<Void> close(PeerAddress peer, SessionId session, Duration deadline) {
        return ask(peer, new InferenceRequest.Close(session), deadline).mapEmpty();
    }

    private Future<InferenceResponse> ask(PeerAddress peer, InferenceRequest request, Duration deadline) {
        return ask(peer, request, InferenceRequest.MAX_BYTES, deadline);
    }

    private Future<InferenceResponse> ask(PeerAddress peer, InferenceRequest request, int maxBytes, Duration deadline) {
        return network.request(peer, InferenceRequest.PROTOCOL, request.toBytes(), maxBytes, deadline)
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
