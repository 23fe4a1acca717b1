package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.Decoded;
import java.util.List;

/** What a party answers at a stage. */
public sealed interface Move {

    /** Bytes of the largest move: a leaf and its code. */
    int MAX_BYTES = 1 + LeafChecker.MAX_BYTES;

    /** Most steps of one element. */
    int MAX_STEPS = BlockGraph.MAX_TOKENS / LeafChecker.PIECE;

    /** The children of a node. */
    record Children(Hash256 left, Hash256 right) implements Move {}

    /** The values of a piece, as they are hashed. */
    record Piece(Bytes values) implements Move {}

    /** What is reached behind every step of an element: bits of fp32. */
    record States(List<Integer> bits) implements Move {

        public States {
            bits = List.copyOf(bits);
        }
    }

    /** The evidence that ends the dispute. */
    record Leaf(Bytes bytes) implements Move {}

    default byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        if (this instanceof Children children) {
            out.u8(0).raw(children.left().toBytes()).raw(children.right().toBytes());
        } else if (this instanceof Piece piece) {
            out.u8(1).raw(piece.values().toBytes());
        } else if (this instanceof States states) {
            out.u8(2);
            states.bits().forEach(bits -> out.u32(Integer.toUnsignedLong(bits)));
        } else if (this instanceof Leaf leaf) {
            out.u8(3).raw(leaf.bytes().toBytes());
        }
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no move */
    static Move fromBytes(byte[] bytes) {
        return Decoded.all(bytes, Move::decode);
    }

    private static Move decode(ScaleReader in) {
        int code = in.u8();
        return switch (code) {
            case 0 -> {
                Hash256 left = Decoded.hash(in);
                yield new Children(left, Decoded.hash(in));
            }
            case 1 -> new Piece(Bytes.of(rest(in, LeafChecker.PIECE * Float.BYTES)));
            case 2 -> states(in);
            case 3 -> new Leaf(Bytes.of(rest(in, LeafChecker.MAX_BYTES)));
            default -> throw in.error("no move has the code " + code);
        };
    }

    private static States states(ScaleReader in) {
        if (in.remaining() % Float.BYTES != 0 || in.remaining() > MAX_STEPS * Float.BYTES) {
            throw in.error(in.remaining() + " bytes of states");
        }
        Integer[] bits = new Integer[in.remaining() / Float.BYTES];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (int) in.u32();
        }
        return new States(List.of(bits));
    }

    private static byte[] rest(ScaleReader in, int limit) {
        if (in.remaining() > limit) {
            throw in.error("at most " + limit + " bytes, not " + in.remaining());
        }
        return in.raw(in.remaining());
    }
}
