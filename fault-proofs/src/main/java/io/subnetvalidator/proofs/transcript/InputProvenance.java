package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import java.nio.ByteBuffer;
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
     * The input is an output that somebody signed: equal encoding, sizes and root. It shows neither in which session it was made nor
     * that it is right, since whoever signs may sign anything; so it is provenance enough for exact arithmetic alone, which any
     * finite input judges.
     *
     * @param server the peer that signed
     * @param commitment what it signed
     */
    record PreviousHop(PeerId server, AnswerCommitment commitment, PeerSignature signature) implements InputProvenance {

        /** The provenance of a step whose input is this answer of {@code server}. */
        public static PreviousHop of(PeerId server, SignedStepAnswer answer) {
            return new PreviousHop(server, answer.answer().commitment(), answer.signature());
        }

        /** Whether the server signed exactly this input. */
        public boolean covers(RowsCommitment input) {
            return commitment.output().equals(input) && signature.isBy(server, commitment.digest());
        }
    }

    /**
     * The input follows from tokens that nobody chose: their embedding, and behind block 0 what the reference makes of it up to the
     * span. The tokens are drawn from a block hash, a salt committed to before that block existed, the server and the session's
     * counter: nothing of this is left to the requester once the block is known.
     */
    record Seeded(Beacon beacon, Hash256 salt) implements InputProvenance {

        /** Fewest tokens that {@link #length} draws. */
        public static final int FEWEST_TOKENS = 6;

        /** Most tokens that {@link #length} draws. */
        public static final int MOST_TOKENS = 24;

        /**
         * Number of tokens of the prompt with this number at this server. Who could choose it would choose the prefix on which
         * honest noise is largest.
         */
        public int length(PeerId server, int counter) {
            return new SeededDraw(draw(server, counter).fork()).between(FEWEST_TOKENS, MOST_TOKENS);
        }

        /** The whole prompt with this number at this server. */
        public TokenIds tokens(PeerId server, int counter, int vocabulary) {
            return tokens(server, counter, vocabulary, length(server, counter));
        }

        private SeededDraw draw(PeerId server, int counter) {
            return new SeededDraw(Blake2b.domainHash(
                    Domains.PROMPT,
                    beacon.toBytes(),
                    salt.toBytes(),
                    server.multihash(),
                    ByteBuffer.allocate(Integer.BYTES).putInt(counter).array()));
        }

        /** The first {@code count} token ids of the prompt with this number at this server. */
        public TokenIds tokens(PeerId server, int counter, int vocabulary, int count) {
            SeededDraw draw = draw(server, counter);
            List<Integer> ids = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                ids.add(draw.below(vocabulary));
            }
            return new TokenIds(ids);
        }
    }

    default void encode(ScaleWriter out) {
        if (this instanceof TokenIds tokens) {
            out.u8(0).vec(tokens.ids(), (ids, id) -> ids.u32(id));
        } else if (this instanceof PreviousHop hop) {
            out.u8(1);
            Decoded.encode(out, hop.server());
            hop.commitment().encode(out);
            hop.signature().encode(out);
        } else if (this instanceof Seeded seeded) {
            out.u8(2);
            seeded.beacon().encode(out);
            out.raw(seeded.salt().toBytes());
        }
    }

    static InputProvenance decode(ScaleReader in) {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> tokenIds(in);
            case 1 -> {
                PeerId server = Decoded.peerId(in);
                AnswerCommitment commitment = AnswerCommitment.decode(in);
                yield new PreviousHop(server, commitment, PeerSignature.decode(in));
            }
            case 2 -> {
                Beacon beacon = Beacon.decode(in);
                yield new Seeded(beacon, Decoded.hash(in));
            }
            default -> throw in.error("an input comes from tokens (0), a previous hop (1) or a seed (2), not " + kind);
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
