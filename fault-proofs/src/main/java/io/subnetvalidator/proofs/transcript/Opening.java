package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.chain.types.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node shows of a session when one block is challenged: for every step the rows before and behind that block.
 *
 * @param steps one for each answered step, in order
 * @param seal the node's signature
 */
public record Opening(List<Step> steps, OpeningSeal seal) {

    /**
     * The rows of one step.
     *
     * @param before input of the block; empty for the span's first block, whose input is the request's
     * @param behind output of the block; empty for the span's last block, whose output is the answer's
     */
    public record Step(Optional<OpenedRows> before, Optional<OpenedRows> behind) {}

    /** Which side of the opened block a part of an opening shows. */
    public enum Side implements WireCode {
        BEFORE(0),
        BEHIND(1);

        private final int code;

        Side(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** @throws IllegalArgumentException when there are more steps than a session may have */
    public Opening {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.size() > TranscriptLimits.MAX_STEPS) {
            throw new IllegalArgumentException(
                    "an opening has 1 to " + TranscriptLimits.MAX_STEPS + " steps, not " + steps.size());
        }
    }

    /**
     * Opens a block as the challenge demands.
     *
     * @param answers digests of the answer commitments, in order
     * @param trees what the node committed to in each step
     * @param blocks number of blocks of the span
     */
    public static Opening of(List<Hash256> answers, List<BoundaryTree> trees, int blocks, Beacon beacon, PeerKey key) {
        Hash256 session = Challenge.session(answers);
        int block = Challenge.block(session, beacon, blocks);
        List<Step> steps = trees.stream()
                .map(tree -> new Step(
                        block == 0 ? Optional.empty() : Optional.of(tree.open(block - 1)),
                        block == blocks - 1 ? Optional.empty() : Optional.of(tree.open(block))))
                .toList();
        return new Opening(
                steps, OpeningSeal.sign(session, beacon, block, tree(steps).root(), key));
    }

    /** Whether the seal is over exactly these steps. */
    public boolean isSealed() {
        return seal.content().equals(tree(steps).root());
    }

    /** One part with what proves it against the seal's content. */
    public Part part(int step, Side side) {
        Step shown = steps.get(step);
        return new Part(
                step,
                side,
                side == Side.BEFORE ? shown.before() : shown.behind(),
                tree(steps).path(leaf(step, side)));
    }

    /**
     * A part of an opening, to be shown alone.
     *
     * @param path Merkle path to the content of the seal
     */
    public record Part(int step, Side side, Optional<OpenedRows> rows, List<Hash256> path) {

        private static final int MAX_PATH = 16;

        /** @throws IllegalArgumentException when no opening has such a part */
        public Part {
            path = List.copyOf(path);
            if (step < 0 || step >= TranscriptLimits.MAX_STEPS || path.size() > MAX_PATH) {
                throw new IllegalArgumentException("no opening has a part of step " + step);
            }
        }

        /** Whether it is part of the content of an opening of {@code steps} steps. */
        public boolean belongsTo(Hash256 content, int steps) {
            return MerkleTree.verify(content, bytes(rows), leaf(step, side), 2 * steps, path);
        }

        public void encode(ScaleWriter out) {
            out.u16(step).u8(side.code());
            out.option(rows, (item, opened) -> opened.encode(item));
            out.vec(path, (item, hash) -> item.raw(hash.toBytes()));
        }

        /** @param encoding what the node's boundaries are encoded in */
        public static Part decode(ScaleReader in, RowEncoding encoding) {
            int step = in.u16();
            Side side = Decoded.member(in, Side.class);
            Optional<OpenedRows> rows = in.option(item -> OpenedRows.decode(item, encoding));
            List<Hash256> path = in.vec(MAX_PATH, Decoded::hash);
            return Decoded.value(in, () -> new Part(step, side, rows, path));
        }
    }

    public void encode(ScaleWriter out) {
        out.vec(steps, (item, step) -> {
            item.option(step.before(), (rows, opened) -> opened.encode(rows));
            item.option(step.behind(), (rows, opened) -> opened.encode(rows));
        });
        seal.encode(out);
    }

    /** @param encoding what the node's boundaries are encoded in */
    public static Opening decode(ScaleReader in, RowEncoding encoding) {
        List<Step> steps = in.vec(TranscriptLimits.MAX_STEPS, item -> {
            Optional<OpenedRows> before = item.option(rows -> OpenedRows.decode(rows, encoding));
            return new Step(before, item.option(rows -> OpenedRows.decode(rows, encoding)));
        });
        OpeningSeal seal = OpeningSeal.decode(in);
        return Decoded.value(in, () -> new Opening(steps, seal));
    }

    private static MerkleTree tree(List<Step> steps) {
        List<byte[]> leaves = new ArrayList<>(2 * steps.size());
        for (Step step : steps) {
            leaves.add(bytes(step.before()));
            leaves.add(bytes(step.behind()));
        }
        return MerkleTree.over(leaves);
    }

    private static int leaf(int step, Side side) {
        return 2 * step + side.code();
    }

    private static byte[] bytes(Optional<OpenedRows> rows) {
        ScaleWriter out = new ScaleWriter();
        out.option(rows, (item, opened) -> opened.encode(item));
        return out.toBytes();
    }
}
