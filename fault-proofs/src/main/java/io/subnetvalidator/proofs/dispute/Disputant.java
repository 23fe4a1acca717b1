package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.DataType;
import io.subnetvalidator.proofs.model.NamedWeights;
import io.subnetvalidator.proofs.model.TensorChunk;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A party that answers from its own trace. Pure: asked the same twice it answers the same, so it never contradicts itself. */
public final class Disputant {

    private static final Map<DataType, Integer> TYPE_CODES = Map.of(DataType.F32, 0, DataType.BF16, 1, DataType.F16, 2);

    // Leaf 0 of the model's tree holds the settings, the tensors follow.
    private static final int SETTINGS = 1;

    private final BlockTrace trace;
    private final NamedWeights weights;
    private final WeightPieces pieces;

    /**
     * @param weights weights the trace was computed with
     * @param pieces the same weights with their proofs
     */
    public Disputant(BlockTrace trace, NamedWeights weights, WeightPieces pieces) {
        this.trace = trace;
        this.weights = weights;
        this.pieces = pieces;
    }

    /** The move for a stage. */
    public Move answer(Stage stage) {
        if (stage instanceof Stage.Split split) {
            TraceNode node = split.node();
            return new Move.Children(
                    trace.hash(node, node.from(), node.middle()), trace.hash(node, node.middle(), node.to()));
        }
        if (stage instanceof Stage.Open open) {
            return new Move.Piece(Bytes.of(trace.piece(open.operation(), open.row(), open.piece())));
        }
        if (stage instanceof Stage.Unroll unroll) {
            return new Move.States(states(unroll.operation(), unroll.row(), unroll.element()));
        }
        if (stage instanceof Stage.Prove prove) {
            return new Move.Leaf(Bytes.of(leaf(prove.question())));
        }
        throw new IllegalStateException("no answer to " + stage);
    }

    /** What is reached behind every step of an element. */
    private List<Integer> states(int operation, int row, int element) {
        Operation computed = trace.graph().operation(operation);
        List<Integer> states = new ArrayList<>();
        float state = computed.start(row, element);
        for (int i = 0; i < computed.steps(row); i++) {
            Step step = computed.step(row, element, i);
            state = step.apply(state, step.operands().stream().map(this::values).toArray(float[][]::new));
            states.add(FloatFormats.canonicalBits(state));
        }
        return states;
    }

    private float[] values(Operand operand) {
        if (operand instanceof Operand.Weights weight) {
            float[] row = weight.shape().size() == 1
                    ? weights.vector(weight.tensor())
                    : weights.row(weight.tensor(), weight.row());
            return Arrays.copyOfRange(row, weight.from(), weight.from() + weight.count());
        }
        Operand.Computed computed = (Operand.Computed) operand;
        int from = trace.graph().shape(computed.operation()).start(computed.row()) + computed.from();
        return Arrays.copyOfRange(trace.values().of(computed.operation()), from, from + computed.count());
    }

    private byte[] leaf(Question question) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(LeafChecker.MAX_BYTES);
        out.writeBytes(question.toBytes());
        for (Operand operand : question.step().operands()) {
            if (operand instanceof Operand.Weights weight) {
                write(out, pieces.chunk(weight.tensor(), weight.row(), weight.piece()));
            } else if (operand instanceof Operand.Computed computed) {
                out.writeBytes(trace.piece(computed.operation(), computed.row(), computed.piece()));
                write(out, trace.path(computed, question.rootOf(computed)));
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, TensorChunk piece) {
        Integer type = TYPE_CODES.get(piece.tensor().type());
        if (type == null) {
            throw new IllegalStateException(piece.tensor().type() + " is no weight type");
        }
        ScaleWriter head =
                new ScaleWriter().u8(type).u16(piece.position() + SETTINGS).u16(piece.tensors() + SETTINGS);
        out.writeBytes(head.toBytes());
        out.writeBytes(piece.bytes().toBytes());
        write(out, piece.piecePath());
        write(out, piece.tensorPath());
    }

    private static void write(ByteArrayOutputStream out, List<Hash256> hashes) {
        hashes.forEach(hash -> out.writeBytes(hash.toBytes()));
    }
}
