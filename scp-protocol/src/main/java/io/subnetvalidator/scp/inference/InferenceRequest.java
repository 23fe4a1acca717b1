package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;

/** What a client says on {@value InferenceRequest#PROTOCOL}: one of these on each stream, in SCALE. */
sealed interface InferenceRequest {

    String PROTOCOL = "/hypertensor/inference/1.0.0";

    /** Largest request or answer: the rows of a step and what stands around them. */
    int MAX_BYTES = TranscriptLimits.MAX_ROW_BYTES + 64 * 1024;

    /** Largest opening: the rows before and behind one block, as many in all steps together as one step may have. */
    int MAX_OPENING_BYTES = 2 * MAX_BYTES;

    /** Asks for the node's announcement. */
    record Announce() implements InferenceRequest {}

    /** Passes the next rows of a session through the node's span. */
    record Step(SignedStepRequest request) implements InferenceRequest {}

    /**
     * Asks for one block of the first {@code steps} steps of a session to be opened. A session is opened once only, while it lasts
     * or a while after its end.
     *
     * @param beacon chain block made after the last of these steps was answered; with the answers it draws the block
     */
    record Open(SessionId session, int steps, Beacon beacon) implements InferenceRequest {}

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
        } else if (this instanceof Open open) {
            open.session().encode(out.u8(3));
            out.u16(open.steps());
            open.beacon().encode(out);
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
            case 3 -> open(in);
            default -> throw in.error("a request is of kind 0 to 3, not " + kind);
        };
        in.requireEnd();
        return request;
    }

    private static Open open(ScaleReader in) {
        SessionId session = SessionId.decode(in);
        int steps = in.u16();
        return new Open(session, steps, Beacon.decode(in));
    }
}
