package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;

/** What a client says on {@value InferenceRequest#PROTOCOL}: one of these on each stream, in SCALE. */
sealed interface InferenceRequest {

    String PROTOCOL = "/hypertensor/inference/1.0.0";

    /** Largest request or answer: the rows of a step and what stands around them. */
    int MAX_BYTES = TranscriptLimits.MAX_ROW_BYTES + 64 * 1024;

    /** Asks for the node's announcement. */
    record Announce() implements InferenceRequest {}

    /** Passes the next rows of a session through the node's span. */
    record Step(SignedStepRequest request) implements InferenceRequest {}

    /** Ends a session; only the peer that opened it can. */
    record Close(SessionId session) implements InferenceRequest {}

    default byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        if (this instanceof Announce) {
            out.u8(0);
        } else if (this instanceof Step step) {
            step.request().encode(out.u8(1));
        } else if (this instanceof Close close) {
            close.session().encode(out.u8(2));
        }
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not a request */
    static InferenceRequest fromBytes(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        int kind = in.u8();
        InferenceRequest request = switch (kind) {
            case 0 -> new Announce();
            case 1 -> new Step(SignedStepRequest.decode(in));
            case 2 -> new Close(SessionId.decode(in));
            default -> throw in.error("a request is of kind 0, 1 or 2, not " + kind);
        };
        in.requireEnd();
        return request;
    }
}
