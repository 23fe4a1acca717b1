package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is left of a dispute: one step, the value before it, which both parties agree on, and what each claims it gives. Every
 * operand lies under a root that nobody contests: the input, operations both committed to alike, or the model.
 *
 * @param shapes the graph the step is of, for the shapes of what it reads
 * @param before bits of the value before the step
 * @param first bits that the first party claims
 * @param second bits that the second party claims
 * @param agreed operations the parties agree on
 */
public record Question(
        TraceSubject subject,
        BlockGraph shapes,
        Step step,
        int before,
        int first,
        int second,
        List<AgreedOperations> agreed) {

    private static final byte[] MAGIC = LeafChecker.MAGIC.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANCHOR_DOMAIN = LeafChecker.ANCHOR_DOMAIN.getBytes(StandardCharsets.US_ASCII);
    private static final int COMPUTED = 0;
    private static final int WEIGHTS = 1;

    public Question {
        agreed = List.copyOf(agreed);
    }

    /** The digest of the question, which is all a referee needs to keep. */
    public Hash256 anchor() {
        return Blake2b.hash256(ANCHOR_DOMAIN, toBytes());
    }

    /** Under which root an operand lies. */
    AgreedOperations rootOf(Operand.Computed operand) {
        if (operand.operation() == Operand.INPUT) {
            return new AgreedOperations(Operand.INPUT, 0, subject.inputRoot());
        }
        return agreed.stream()
                .filter(operations -> operations.contains(operand.operation()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "operation " + operand.operation() + " is read before the parties agree on it"));
    }

    /** The bytes a leaf begins with. */
    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        out.raw(MAGIC)
                .u8(step.kind().code())
                .u32(step.integer())
                .f64Bits(step.real())
                .u32(Integer.toUnsignedLong(before))
                .u32(Integer.toUnsignedLong(first))
                .u32(Integer.toUnsignedLong(second))
                .u8(step.operands().size());
        for (Operand operand : step.operands()) {
            if (operand instanceof Operand.Computed computed) {
                encode(out, computed);
            } else if (operand instanceof Operand.Weights weights) {
                encode(out, weights);
            }
            out.u32(operand.from()).u16(operand.count());
        }
        return out.toBytes();
    }

    private void encode(ScaleWriter out, Operand.Computed operand) {
        AgreedOperations root = rootOf(operand);
        RowShape shape = shapes.shape(operand.operation());
        out.u8(COMPUTED)
                .raw(root.root().toBytes())
                .u16(operand.operation() - root.from())
                .u16(root.to() - root.from())
                .u32(operand.row())
                .u32(shape.rows())
                .u32(shape.width(operand.row()));
    }

    private void encode(ScaleWriter out, Operand.Weights operand) {
        byte[] name = operand.tensor().getBytes(StandardCharsets.US_ASCII);
        out.u8(WEIGHTS).raw(subject.modelRoot().toBytes()).u8(name.length).raw(name);
        out.u8(operand.shape().size());
        operand.shape().forEach(out::u32);
        out.u32(operand.row());
    }
}
