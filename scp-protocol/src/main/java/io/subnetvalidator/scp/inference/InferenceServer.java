package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.scp.inference.InferenceException.Code;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.vertx.core.Future;
import java.util.Optional;

/** Serves the session protocol: decodes, checks who asks, encodes. */
public final class InferenceServer {

    private final InferenceService service;

    private InferenceServer(InferenceService service) {
        this.service = service;
    }

    /** Serves from now on; the network keeps what it serves until it is closed. */
    public static void serve(PeerNetwork network, InferenceService service) {
        InferenceServer server = new InferenceServer(service);
        network.serve(
                InferenceRequest.PROTOCOL,
                InferenceRequest.MAX_BYTES,
                (from, request) -> server.answer(from, request).map(InferenceResponse::toBytes));
    }

    private Future<InferenceResponse> answer(PeerId from, byte[] bytes) {
        InferenceRequest request;
        try {
            request = InferenceRequest.fromBytes(bytes);
        } catch (ScaleException e) {
            return refuse(new InferenceException(Code.BAD_REQUEST, "not a request: " + e.getMessage()));
        }
        return dispatch(from, request).recover(InferenceServer::refuse);
    }

    private Future<InferenceResponse> dispatch(PeerId from, InferenceRequest request) {
        if (request instanceof InferenceRequest.Step step) {
            return step(from, step.request());
        }
        if (request instanceof InferenceRequest.Close close) {
            return service.close(from, close.session()).map(ignored -> new InferenceResponse.Closed());
        }
        if (request instanceof InferenceRequest.Open open) {
            return open(from, open);
        }
        return Future.succeededFuture(new InferenceResponse.Announced(service.announcement()));
    }

    private Future<InferenceResponse> open(PeerId from, InferenceRequest.Open request) {
        Optional<RowEncoding> encoding = service.announcement().announcement().boundaries();
        if (encoding.isEmpty()) {
            return refuse(new InferenceException(Code.NOT_OPENED, "this node commits to no boundaries"));
        }
        return service.open(from, request.session(), request.steps(), request.beacon())
                .map(opening -> new InferenceResponse.Opened(encoding.get(), opening));
    }

    private Future<InferenceResponse> step(PeerId from, SignedStepRequest request) {
        if (!request.request().terms().requester().equals(from)) {
            return refuse(new InferenceException(Code.BAD_REQUEST, "the request is of another peer than its sender"));
        }
        if (!request.verifies()) {
            return refuse(new InferenceException(Code.BAD_REQUEST, "the request is not signed by its requester"));
        }
        return service.step(from, request).map(InferenceResponse.Stepped::new);
    }

    /** What is not a refusal is a defect of this node and resets the stream. */
    private static Future<InferenceResponse> refuse(Throwable failure) {
        return failure instanceof InferenceException refusal
                ? Future.succeededFuture(
                        new InferenceResponse.Refused(refusal.code(), String.valueOf(refusal.getMessage())))
                : Future.failedFuture(failure);
    }
}
