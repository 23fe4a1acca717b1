package io.subnetvalidator.proofs.dispute;

/**
 * Decides a dispute from its leaf: one step of the reference computation with the values it reads, each under a hash path to a root
 * that nobody contests. It stands alone, on {@code java.lang} and a hash function that is passed in, so that it can be ported; the
 * byte format and the arithmetic are written down in docs/disputes.md.
 *
 * <p>A leaf is a question, fixed by the referee, and the evidence that answers it. The anchor is the digest of the question, so a
 * leaf can neither ask something else nor change what is claimed.
 */
public final class LeafChecker {

    /** Who is right. */
    public enum Outcome {
        /** The step gives what the first party claims. */
        FIRST,
        /** The step gives what the second party claims. */
        SECOND,
        /** The step gives neither. */
        NEITHER,
        /** The bytes prove nothing. */
        INVALID
    }

    /** blake2b with a digest of 32 bytes and no key. */
    @FunctionalInterface
    public interface Blake2b256 {
        byte[] hash(byte[] message);
    }

    /** Largest leaf in bytes: what one argument of a call on chain holds. */
    public static final int MAX_BYTES = 4096;

    /** Most elements of a tensor row in one piece, and most terms in one step. */
    public static final int PIECE = 256;

    /** What precedes a question when its anchor is computed. */
    static final String ANCHOR_DOMAIN = "hypertensor-scp/1/dispute-question\0";

    /** What a question begins with; the last character is the version. */
    static final String MAGIC = "HTDQ\1";

    static final int PRODUCT = 1;
    static final int SQUARES = 2;
    static final int CHAIN = 3;
    static final int GREATEST = 4;
    static final int SUM = 5;
    static final int ADD = 6;
    static final int NORM = 7;
    static final int ROTATE_LOW = 8;
    static final int ROTATE_HIGH = 9;
    static final int EXPONENTIAL = 10;
    static final int DIVIDE = 11;
    static final int GATE = 12;
    static final int COPY = 13;
    static final int ABSENT = 14;
    static final int BLOCK_SUM = 15;
    static final int CENTER = 16;
    static final int SCALE = 17;
    static final int AFFINE = 18;
    static final int GELU = 19;
    static final int GELU_TANH = 20;
    static final int BIAS_SCORE = 21;
    static final int ROUTE = 22;
    static final int MIX = 23;

    /** What stands where an expert is not taken; no share is negative. */
    static final float NOT_TAKEN = -1;

    private static final int[] OPERANDS = {-1, 2, 1, 2, 1, 1, 2, 3, 2, 2, 2, 2, 2, 1, 0, 1, 2, 2, 3, 1, 1, 1, 1, 2};
    // As in the reference computation, lowest power first.
    private static final double[] MILLS = {
        0.1340911400787967,
        0.183848474670703,
        0.11231884784647247,
        0.0511172929137586,
        0.01616435678863144,
        0.0027826371823495943,
        -0.00014596737764696588,
        -0.00017784698502746737,
        -1.0666467637594685e-05,
        1.1354171699721014e-05,
        1.194488700931317e-06,
        -7.190787462642013e-07,
        -9.829295068136374e-08
    };
    private static final double[] FACTORIALS = {
        1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800
    };
    private static final String[] TYPES = {"F32", "BF16", "F16"};
    private static final int HASH = 32;

    private final byte[] leaf;
    private final Blake2b256 blake2b;
    private int at;

    private LeafChecker(byte[] leaf, Blake2b256 blake2b) {
        this.leaf = leaf;
        this.blake2b = blake2b;
    }

    /**
     * Which party the leaf shows to be right.
     *
     * @param anchor digest of the question, 32 bytes, as the referee computed it
     */
    public static Outcome decide(byte[] anchor, byte[] leaf, Blake2b256 blake2b) {
        try {
            return new LeafChecker(leaf, blake2b).decide(anchor);
        } catch (Malformed noLeaf) {
            return Outcome.INVALID;
        }
    }

    /** Thrown at the first byte that is not as it must be. */
    private static final class Malformed extends RuntimeException {
        private Malformed() {
            super("not a leaf", null, false, false);
        }
    }

    /** Where the values of an operand lie: elements {@code from .. from+count-1} of a row of a tensor. */
    private static final class Operand {
        private byte[] root = {};
        private byte[] name = {};
        private int operation;
        private int operations = 1;
        private long[] shape = {};
        private long row;
        private long rows;
        private long width;
        private long from;
        private int count;
    }

    private Outcome decide(byte[] anchor) {
        require(leaf.length <= MAX_BYTES);
        for (int i = 0; i < MAGIC.length(); i++) {
            require(number(1) == MAGIC.charAt(i));
        }
        int kind = (int) number(1);
        int integer = (int) number(4);
        double real = Double.longBitsToDouble(number(8));
        float before = Float.intBitsToFloat((int) number(4));
        int first = (int) number(4);
        int second = (int) number(4);
        Operand[] operands = new Operand[(int) number(1)];
        require(kind > 0 && kind < OPERANDS.length && operands.length == OPERANDS[kind] && first != second);
        for (int i = 0; i < operands.length; i++) {
            operands[i] = number(1) == 0 ? computed() : weights();
        }
        require(equal(blake2b.hash(join(ascii(ANCHOR_DOMAIN), slice(0, at))), anchor));
        float[][] values = new float[operands.length][];
        for (int i = 0; i < operands.length; i++) {
            values[i] = operands[i].name.length == 0 ? openComputed(operands[i]) : openWeights(operands[i]);
            require(values[i].length == values[0].length);
        }
        require(at == leaf.length);
        int result = Float.floatToIntBits(step(kind, integer, real, before, values));
        return result == first ? Outcome.FIRST : result == second ? Outcome.SECOND : Outcome.NEITHER;
    }

    private Operand computed() {
        Operand operand = new Operand();
        operand.root = bytes(HASH);
        operand.operation = (int) number(2);
        operand.operations = (int) number(2);
        operand.row = number(4);
        operand.rows = number(4);
        operand.width = number(4);
        return range(operand);
    }

    private Operand weights() {
        Operand operand = new Operand();
        operand.root = bytes(HASH);
        operand.name = bytes((int) number(1));
        operand.shape = new long[(int) number(1)];
        require(operand.name.length > 0 && (operand.shape.length == 1 || operand.shape.length == 2));
        for (int i = 0; i < operand.shape.length; i++) {
            operand.shape[i] = number(4);
        }
        operand.row = number(4);
        operand.rows = operand.shape.length == 1 ? 1 : operand.shape[0];
        operand.width = operand.shape[operand.shape.length - 1];
        return range(operand);
    }

    private Operand range(Operand operand) {
        operand.from = number(4);
        operand.count = (int) number(2);
        require(operand.count >= 1 && operand.from % PIECE + operand.count <= PIECE);
        require(operand.from + operand.count <= operand.width);
        return operand;
    }

    private float[] openComputed(Operand operand) {
        byte[] piece = bytes(4 * length(operand));
        byte[] node = climb(leafHash(piece), operand.from / PIECE, pieces(operand));
        node = climb(node, operand.row, operand.rows);
        node = climb(node, operand.operation, operand.operations);
        require(equal(node, operand.root));
        return widen(piece, 0, operand);
    }

    private float[] openWeights(Operand operand) {
        int type = (int) number(1);
        require(type < TYPES.length);
        long tensor = number(2);
        long tensors = number(2);
        byte[] piece = bytes((type == 0 ? 4 : 2) * length(operand));
        long index = operand.row * pieces(operand) + operand.from / PIECE;
        require(operand.row < operand.rows);
        byte[] digest = climb(leafHash(piece), index, operand.rows * pieces(operand));
        byte[] entry =
                join(text(operand.name), text(ascii(TYPES[type])), new byte[] {(byte) (operand.shape.length << 2)});
        for (long dimension : operand.shape) {
            entry = join(entry, littleEndian(dimension, 8));
        }
        require(equal(climb(leafHash(join(entry, digest)), tensor, tensors), operand.root));
        return widen(piece, type, operand);
    }

    /** The node {@code size} leaves below which the hash is at {@code index}; siblings are read from the leaf, lowest first. */
    private byte[] climb(byte[] hash, long index, long size) {
        require(index < size);
        if (size == 1) {
            return hash;
        }
        long split = Long.highestOneBit(size - 1);
        if (index < split) {
            byte[] left = climb(hash, index, split);
            return blake2b.hash(join(new byte[] {1}, left, bytes(HASH)));
        }
        byte[] right = climb(hash, index - split, size - split);
        return blake2b.hash(join(new byte[] {1}, bytes(HASH), right));
    }

    private byte[] leafHash(byte[] bytes) {
        return blake2b.hash(join(new byte[] {0}, bytes));
    }

    private static long pieces(Operand operand) {
        return (operand.width + PIECE - 1) / PIECE;
    }

    private static int length(Operand operand) {
        return (int) Math.min(PIECE, operand.width - operand.from / PIECE * PIECE);
    }

    private static float[] widen(byte[] piece, int type, Operand operand) {
        float[] values = new float[operand.count];
        int size = type == 0 ? 4 : 2;
        for (int i = 0; i < values.length; i++) {
            int start = (int) (operand.from % PIECE + i) * size;
            int bits = 0;
            for (int b = size - 1; b >= 0; b--) {
                bits = bits << 8 | (piece[start + b] & 0xFF);
            }
            values[i] = type == 2 ? half(bits) : Float.intBitsToFloat(type == 1 ? bits << 16 : bits);
        }
        return values;
    }

    /** The value of an IEEE 754 half. */
    static float half(int bits) {
        int magnitude = bits & 0x7FFF;
        float value = magnitude >= 0x7C00
                ? Float.intBitsToFloat(0x7F800000 | (magnitude & 0x3FF) << 13)
                : Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
        return (bits & 0x8000) == 0 ? value : -value;
    }

    /**
     * One step of the computation: at most {@value #PIECE} terms of a sum, product or maximum, or one element of any other
     * operation. Operands are given in the order of the operation; {@code before} is what the terms before this step gave.
     */
    static float step(int kind, int integer, double real, float before, float[]... operands) {
        float[] a = operands.length > 0 ? operands[0] : new float[1];
        float[] b = operands.length > 1 ? operands[1] : a;
        return switch (kind) {
            case PRODUCT, SQUARES -> before + chain(0, a, b);
            case CHAIN -> chain(before, a, b);
            case GREATEST -> greatest(before, a, (float) real);
            case SUM -> sum(before, a);
            case ADD -> a[0] + b[0];
            case NORM -> a[0] * normScale(b[0], integer, (float) real) * operands[2][0];
            case ROTATE_LOW -> Math.fma(a[0], cosine(integer, real), -(b[0] * sine(integer, real)));
            case ROTATE_HIGH -> Math.fma(b[0], cosine(integer, real), a[0] * sine(integer, real));
            case EXPONENTIAL -> exp(a[0] * (float) real - b[0]);
            case DIVIDE -> a[0] / b[0];
            case GATE -> a[0] / (1 + exp(-a[0])) * b[0];
            case COPY -> a[0];
            case BLOCK_SUM -> before + sum(0, a);
            case CENTER -> a[0] - b[0] / integer;
            case SCALE -> a[0] * normScale(b[0], integer, (float) real);
            case AFFINE -> Math.fma(a[0], b[0], operands[2][0]);
            case GELU -> gelu(a[0]);
            case GELU_TANH -> geluTanh(a[0]);
            case BIAS_SCORE -> Math.fma(a[0], (float) real, before);
            case ROUTE -> share(a, integer, (int) real);
            case MIX -> a[0] < 0 ? before : Math.fma(a[0], b[0], before);
            default -> 0;
        };
    }

    private static float chain(float start, float[] a, float[] b) {
        float sum = start;
        for (int i = 0; i < a.length; i++) {
            sum = Math.fma(a[i], b[i], sum);
        }
        return sum;
    }

    private static float greatest(float before, float[] a, float scale) {
        float greatest = before;
        for (float value : a) {
            greatest = Math.max(greatest, value * scale);
        }
        return greatest;
    }

    private static float sum(float before, float[] a) {
        float sum = before;
        for (float value : a) {
            sum += value;
        }
        return sum;
    }

    private static float normScale(float squares, int count, float epsilon) {
        return 1 / (float) Math.sqrt(squares / count + epsilon);
    }

    private static float cosine(int position, double frequency) {
        return (float) StrictMath.cos(position * frequency);
    }

    private static float sine(int position, double frequency) {
        return (float) StrictMath.sin(position * frequency);
    }

    /** The deterministic exponential of the reference computation. */
    private static float exp(float x) {
        if (!(x >= -0x1.9fe368p6f)) {
            return x < -0x1.9fe368p6f ? 0 : x;
        }
        if (x > 0x1.62e42ep6f) {
            return Float.POSITIVE_INFINITY;
        }
        float n = Math.fma(x, 0x1.715476p0f, 0x1.8p23f) - 0x1.8p23f;
        float r = Math.fma(n, 0x1.bd0106p-13f, Math.fma(n, -0x1.63p-1f, x));
        float p = 1f / 5040;
        for (float coefficient : new float[] {1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f}) {
            p = Math.fma(p, r, coefficient);
        }
        float sum = 1 + r;
        float e = sum + Math.fma(r * r, p, 1 - sum + r);
        int half = (int) n >> 1;
        return e * Float.intBitsToFloat((half + 127) << 23) * Float.intBitsToFloat(((int) n - half + 127) << 23);
    }

    /** {@code x * P(N <= x)} for a standard normal {@code N}, by the upper tail in double. */
    private static float gelu(float x) {
        double u = Math.abs((double) x);
        if (u >= 16) {
            return x > 0 ? x : -0.0f;
        }
        double tail = u * (exponential(-0.5 * u * u) * polynomial(MILLS, 10 / (4 + u) - 1.5));
        return (float) (x >= 0 ? x - tail : -tail);
    }

    /** {@code x} times the logistic function of {@code 2 * 0.79788456 * x * (1 + 0.044715 * x^2)}, in double. */
    private static float geluTanh(float x) {
        double magnitude = Math.abs((double) x);
        double twice = -2 * 0.79788456 * magnitude * Math.fma(0.044715, (double) x * x, 1);
        if (twice < -128) {
            return x > 0 ? x : -0.0f;
        }
        double e = exponential(twice);
        return (float) (x >= 0 ? x / (1 + e) : x * e / (1 + e));
    }

    private static double exponential(double x) {
        double n = Math.rint(x * 1.4426950408889634);
        double power = Double.longBitsToDouble((long) (n + 1023) << 52);
        return power * polynomial(FACTORIALS, Math.fma(n, -0.6931471805599453, x));
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = Math.fma(sum, x, coefficients[i]);
        }
        return sum;
    }

    /** What an expert's share is when so many of the greatest logits are taken, of equal ones the first. */
    private static float share(float[] logits, int expert, int taken) {
        boolean[] takes = new boolean[logits.length];
        float greatest = 0;
        for (int n = 0; n < taken; n++) {
            int best = -1;
            for (int i = 0; i < logits.length; i++) {
                if (!takes[i] && (best < 0 || logits[i] > logits[best])) {
                    best = i;
                }
            }
            takes[best] = true;
            greatest = n == 0 ? logits[best] : greatest;
        }
        float sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += takes[i] ? exp(logits[i] - greatest) : 0;
        }
        return takes[expert] ? exp(logits[expert] - greatest) / sum : NOT_TAKEN;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new Malformed();
        }
    }

    private byte[] bytes(int count) {
        require(count <= leaf.length - at);
        at += count;
        return slice(at - count, at);
    }

    private byte[] slice(int from, int to) {
        byte[] out = new byte[to - from];
        System.arraycopy(leaf, from, out, 0, out.length);
        return out;
    }

    /** A little-endian number; unsigned below eight bytes. */
    private long number(int size) {
        byte[] bytes = bytes(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }

    /** Text as SCALE has it: a compact length and the bytes. */
    private static byte[] text(byte[] text) {
        int length = text.length << 2;
        return join(text.length < 64 ? new byte[] {(byte) length} : littleEndian(length | 1, 2), text);
    }

    private static byte[] littleEndian(long value, int size) {
        byte[] out = new byte[size];
        for (int i = 0; i < size; i++) {
            out[i] = (byte) (value >>> (8 * i));
        }
        return out;
    }

    private static byte[] ascii(String text) {
        byte[] out = new byte[text.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) text.charAt(i);
        }
        return out;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] out = new byte[length];
        int end = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, end, part.length);
            end += part.length;
        }
        return out;
    }

    private static boolean equal(byte[] a, byte[] b) {
        int difference = a.length ^ b.length;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            difference |= a[i] ^ b[i];
        }
        return difference == 0;
    }
}
