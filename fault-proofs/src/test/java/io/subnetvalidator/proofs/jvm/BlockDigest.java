package io.subnetvalidator.proofs.jvm;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.UnfitMachineException;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.workers.WorkerPool;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A program that prints one digest over a whole transformer block: prefill and decode, from bf16 and from fp32 weights, behind
 * the self-test of the kernels. Started once per JVM setting.
 */
final class BlockDigest {

    /** One block whose sums span two blocks of 256 and whose panels are not all full. */
    static final TinyShape SHAPE = new TinyShape(64, 288, 328, 1, 6, 2, 32);

    private static final int PREFILL = 6;
    private static final int TOKENS = 9;

    private BlockDigest() {}

    /** Arguments: model directory, number of threads. */
    public static void main(String[] args) {
        try (WorkerPool pool = WorkerPool.of(Integer.parseInt(args[1]))) {
            Kernels kernels = Kernels.best().on(pool);
            System.out.println("digest=" + of(ReferenceModel.open(Path.of(args[0]), kernels)));
            System.out.println("kernels=" + kernels.name());
            System.out.println("fma=" + (hardwareFma() ? "hardware" : "software"));
        }
    }

    static Hash256 of(ReferenceModel model) {
        float[] input = model.embed(new int[] {3, 14, 15, 9, 26, 53, 58, 9, 7});
        ByteBuffer bytes = ByteBuffer.allocate(2 * Float.BYTES * input.length);
        BlockSpan block = new BlockSpan(0, 1);
        append(model.span(block).open(), input, bytes);
        // A transform keeps the values as fp32, even one that changes nothing.
        WeightTransform nothing = (tensor, row, values) -> {};
        append(model.span(block, nothing).open(), input, bytes);
        return Blake2b.hash256(bytes.array());
    }

    private static void append(SpanSession session, float[] input, ByteBuffer bytes) {
        int hidden = input.length / TOKENS;
        for (int at = 0; at < TOKENS; at = session.position()) {
            int count = at == 0 ? PREFILL : 1;
            float[] part = Arrays.copyOfRange(input, at * hidden, (at + count) * hidden);
            for (float value : session.forward(part, count)[0]) {
                bytes.putInt(FloatFormats.canonicalBits(value));
            }
        }
    }

    private static boolean hardwareFma() {
        try {
            Kernels.requireHardwareFma();
            return true;
        } catch (UnfitMachineException e) {
            return false;
        }
    }
}
