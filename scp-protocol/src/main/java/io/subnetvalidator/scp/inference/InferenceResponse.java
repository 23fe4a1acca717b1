package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;

/** What a node answers, in SCALE. */
sealed interface InferenceResponse {

    int MAX_MESSAGE = 512;

    record Announced(SignedAnnouncement announcement) implements InferenceResponse {}

    record Stepped(SignedStepAnswer answer) implements InferenceResponse {}

    record Closed() implements InferenceResponse {}

    /** @param encoding what the rows are encoded in, as the node's announcement says */
    record Opened(RowEncoding encoding, Opening opening) implements InferenceResponse {}

    /** @param message for people; cut to 128 characters */
    record Refused(InferenceException.Code code, String message) implements InferenceResponse {

        private static final int MAX_CHARACTERS = 128;

        public Refused {
            message = message.length() <= MAX_CHARACTERS ? message : message.substring(0, MAX_CHARACTERS);
        }
    }

    default byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        if (this instanceof Announced announced) {
            announced.announcement().encode(out.u8(0));
        } else if (this instanceof Stepped stepped) {
            stepped.answer().encode(out.u8(1));
        } else if (this instanceof Closed) {
            out.u8(2);
        } else if (this instanceof Refused refused) {
            out.u8(3).u8(refused.code().code()).string(refused.message());
        } else if (this instanceof Opened opened) {
            opened.opening().encode(out.u8(4).u8(opened.encoding().code()));
        }
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not an answer */
    static InferenceResponse fromBytes(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        int kind = in.u8();
        InferenceResponse response = switch (kind) {
            case 0 -> new Announced(SignedAnnouncement.decode(in));
            case 1 -> new Stepped(SignedStepAnswer.decode(in));
            case 2 -> new Closed();
            case 3 -> refused(in);
            case 4 -> opened(in);
            default -> throw in.error("an answer is of kind 0 to 4, not " + kind);
        };
        in.requireEnd();
        return response;
    }

    private static Refused refused(ScaleReader in) {
        InferenceException.Code code = Decoded.member(in, InferenceException.Code.class);
        return new Refused(code, in.string(MAX_MESSAGE));
    }

    private static Opened opened(ScaleReader in) {
        RowEncoding encoding = Decoded.member(in, RowEncoding.class);
        return new Opened(encoding, Opening.decode(in, encoding));
    }
}
