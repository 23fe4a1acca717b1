package io.subnetvalidator.proofs.kernel;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.ByteBuffer;

/**
 * Computes one digest over a little of everything the reference computation consists of, and compares it with the published one:
 * a processor, JVM or build that computes anything else must not judge anybody.
 */
public final class KernelSelfTest {

    /** Digest of the self-test on every machine that computes correctly. */
    public static final Hash256 PUBLISHED =
            Hash256.parse("0xdca0e4a0f4b1171d878148098c0719630a01dbe7d62a9069d9949a71d3457496");

    private static final String DOMAIN = "subnet-validator/kernel-self-test/v1";
    // A row range that ends inside a panel, and columns that end inside a second block.
    private static final int ROWS = 41;
    private static final int COLUMNS = 300;
    private static final int TOKENS = 5;
    private static final int HEAD = 20;
    private static final int KEYS = 23;
    private static final int CAPACITY = 37;

    private final Kernels kernels;
    private final ByteBuffer results = ByteBuffer.allocate(1 << 16);
    private int state = 1;

    private KernelSelfTest(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Takes some milliseconds, more in a JVM that has compiled nothing yet.
     *
     * @throws UnfitMachineException when the kernels compute anything but the published digest
     */
    public static void require(Kernels kernels) {
        Hash256 digest = digest(kernels);
        if (!digest.equals(PUBLISHED)) {
            throw new UnfitMachineException(
                    UnfitMachineException.Reason.OTHER_BITS,
                    "the self-test of the reference computation (" + kernels.name() + ") gives "
                            + digest + " instead of " + PUBLISHED
                            + ": this processor, Java runtime or build computes differently"
                            + " and must not judge nodes. Try another Java runtime (17 or 25) or another machine, and report it.");
        }
    }

    static Hash256 digest(Kernels kernels) {
        KernelSelfTest test = new KernelSelfTest(kernels);
        test.products();
        test.attention();
        test.elementwise();
        test.results.flip();
        byte[] bytes = new byte[test.results.remaining()];
        test.results.get(bytes);
        return Blake2b.domainHash(DOMAIN, bytes);
    }

    private void products() {
        PackedMatrix wide = PackedMatrix.float32(ROWS, COLUMNS);
        PackedMatrix brain = PackedMatrix.bfloat16(ROWS, COLUMNS);
        PackedMatrix half = PackedMatrix.float16(ROWS, COLUMNS);
        for (int row = 0; row < ROWS; row++) {
            float[] values = values(COLUMNS, 1);
            short[] brainBits = new short[COLUMNS];
            short[] halfBits = new short[COLUMNS];
            for (int k = 0; k < COLUMNS; k++) {
                brainBits[k] = FloatFormats.toBfloat16(values[k]);
                // Small enough that some halves are subnormal.
                halfBits[k] = FloatFormats.toFloat16(values[k] * 0x1p-12f);
            }
            wide.setRow(row, values);
            brain.setRow(row, brainBits);
            half.setRow(row, halfBits);
        }
        float[] x = values(TOKENS * COLUMNS, 4);
        for (PackedMatrix matrix : new PackedMatrix[] {wide, brain, half}) {
            add(kernels.multiply(matrix, x, 1));
            add(kernels.multiply(matrix, x, TOKENS));
        }
    }

    private void attention() {
        float[] query = values(HEAD, 2);
        double[] frequencies = {1, 0.1, 0.01, 0.001, 0.0001, 0.5, 0.05, 0.005, 0.0005, 0.00005};
        RotaryTable.of(frequencies, 1000, 3).rotate(query, 0, 2);
        float[] keys = values(HEAD * CAPACITY, 2);
        float[] values = values(HEAD * CAPACITY, 1);
        float[] out = new float[HEAD];
        Attention.attend(
                kernels, query, 0, keys, values, 0, CAPACITY, HEAD, 3, KEYS, 0.25f, new float[CAPACITY], out, 0);
        add(query);
        add(out);
    }

    private void elementwise() {
        float[] x = values(COLUMNS, 30);
        add(RmsNorm.rows(x, 1, values(COLUMNS, 1), 1e-5f));
        float[] up = values(COLUMNS, 1);
        float[] gate = x.clone();
        // Where the exponential ends: beyond both limits, and in its subnormal results.
        gate[0] = 120;
        gate[1] = -120;
        gate[2] = -88.9f;
        gate[3] = -100;
        kernels.gate(gate, up, 0, COLUMNS);
        add(up);
        for (int i = 0; i < COLUMNS; i++) {
            x[i] = Exponential.exp(x[i]);
        }
        add(x);
    }

    /** Values of both signs up to a bound, the same on every machine. */
    private float[] values(int count, float bound) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            // The generator of Park and Miller; exact in integers, and one rounding to fp32.
            state = (int) (state * 48271L % Integer.MAX_VALUE);
            values[i] = (state - (1 << 30)) * 0x1p-30f * bound;
        }
        return values;
    }

    private void add(float[] values) {
        for (float value : values) {
            results.putInt(FloatFormats.canonicalBits(value));
        }
    }
}
