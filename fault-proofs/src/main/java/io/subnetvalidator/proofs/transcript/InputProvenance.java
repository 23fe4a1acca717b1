package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.PeerId;
import java.util.ArrayList;
import java.util.List;

/** Where the input of a step comes from; without it a requester could craft inputs that no real session produces. */
public sealed interface InputProvenance {

    /**
     * The input is the embedding of these tokens; the span starts at block 0.
     *
     * @param ids token ids, one per row of the input
     */
    record TokenIds(List<Integer> ids) implements InputProvenance {
        public TokenIds {
            ids = List.copyOf(ids);
            if (ids.isEmpty() || ids.size() > TranscriptLimits.MAX_TOKENS) {
                throw new IllegalArgumentException(
                        "a step has 1 to " + TranscriptLimits.MAX_TOKENS + " tokens, not " + ids.size());
            }
            if (ids.stream().anyMatch(id -> id < 0)) {
                throw new IllegalArgumentException("a token id is not negative: " + ids);
            }
        }

        public static TokenIds of(int... ids) {
            List<Integer> list = new ArrayList<>(ids.length);
            for (int id : ids) {
                list.add(id);
            }
            return new TokenIds(list);
        }

        public int[] toArray() {
            return ids.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /**
     * The input is the output that the node before this one signed. An input of fp32 values belongs to a bf16 output when it is
     * that output widened.
     *
     * @param server the node that signed
     * @param commitment what it signed
     * @param encoding encoding of the signed output
     */
    record PreviousHop(PeerId server, AnswerCommitment commitment, RowEncoding encoding, PeerSignature signature)
            implements InputProvenance {

        /** The provenance of a step whose input is this answer of {@code server}. */
        public static PreviousHop of(PeerId server, SignedStepAnswer answer) {
            return new PreviousHop(
                    server,
                    answer.answer().commitment(),
                    answer.answer().output().encoding(),
                    answer.signature());
        }

        /** Whether the server signed exactly this input, values widened to fp32. */
        public boolean covers(Rows input) {
            Rows signed = Rows.of(encoding, input.values());
            boolean lossless = Rows.of(input.encoding(), signed.values()).equals(input);
            return lossless
                    && signed.digest().equals(commitment.outputDigest())
                    && signature.isBy(server, commitment.digest());
        }
    }

    default void encode(ScaleWriter out) {
        if (this instanceof TokenIds tokens) {
            out.u8(0).vec(tokens.ids(), (ids, id) -> ids.u32(id));
        } else if (this instanceof PreviousHop hop) {
            out.u8(1);
            Decoded.encode(out, hop.server());
            hop.commitment().encode(out);
            out.u8(hop.encoding().code());
            hop.signature().encode(out);
        }
    }

    static InputProvenance decode(ScaleReader in) {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> tokenIds(in);
            case 1 -> {
                PeerId server = Decoded.peerId(in);
                AnswerCommitment commitment = AnswerCommitment.decode(in);
                RowEncoding encoding = Decoded.member(in, RowEncoding.class);
                yield new PreviousHop(server, commitment, encoding, PeerSignature.decode(in));
            }
            default -> throw in.error("an input comes from tokens (0) or a previous hop (1), not " + kind);
        };
    }

    private static TokenIds tokenIds(ScaleReader in) {
        int count = in.count(4, TranscriptLimits.MAX_TOKENS);
        List<Integer> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long id = in.u32();
            ids.add(Decoded.value(in, () -> Math.toIntExact(id)));
        }
        return Decoded.value(in, () -> new TokenIds(ids));
    }
}
