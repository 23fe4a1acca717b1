package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockNumber;

/** For which blocks an extrinsic is valid. */
public sealed interface Era {

    /** Valid in every block. */
    record Immortal() implements Era {}

    /**
     * Valid for {@code period} blocks. The birth block is the latest block with {@code number mod period == phase} that is not after the
     * current one; its hash is signed, so the extrinsic is valid on forks with that block only.
     *
     * @param period a power of two from 4 to 65536
     * @param phase position of the birth block in the period; a multiple of {@code max(period / 4096, 1)}
     */
    record Mortal(int period, int phase) implements Era {
        public Mortal {
            if (Integer.bitCount(period) != 1 || period < MIN_PERIOD || period > MAX_PERIOD) {
                throw new IllegalArgumentException("the period of an era is a power of two from " + MIN_PERIOD + " to "
                        + MAX_PERIOD + ", not " + period);
            }
            if (phase < 0 || phase >= period || phase % quantum(period) != 0) {
                throw new IllegalArgumentException("the phase of an era of " + period + " blocks cannot be " + phase);
            }
        }
    }

    int MIN_PERIOD = 4;
    int MAX_PERIOD = 1 << 16;

    /** The era without end. */
    static Era immortal() {
        return new Immortal();
    }

    /**
     * The era that starts with a block, or slightly before it for periods above 4096, whose phase is coarser.
     *
     * @param period number of blocks; rounded up to a power of two from 4 to 65536
     */
    static Era mortal(int period, BlockNumber current) {
        int clamped = Math.max(MIN_PERIOD, Math.min(MAX_PERIOD, period));
        int power = Integer.bitCount(clamped) == 1 ? clamped : Integer.highestOneBit(clamped) << 1;
        int phase = (int) (current.value() % power);
        return new Mortal(power, phase / quantum(power) * quantum(power));
    }

    /** The block whose hash is signed, for an extrinsic made or judged at {@code current}; the genesis block for an immortal one. */
    default BlockNumber birth(BlockNumber current) {
        if (!(this instanceof Mortal mortal)) {
            return BlockNumber.of(0);
        }
        long number = Math.max(current.value(), mortal.phase());
        return BlockNumber.of((number - mortal.phase()) / mortal.period() * mortal.period() + mortal.phase());
    }

    /**
     * The first block in which the extrinsic is no longer valid.
     *
     * @throws IllegalStateException for an immortal era, which has none
     */
    default BlockNumber death(BlockNumber current) {
        if (this instanceof Mortal mortal) {
            return birth(current).plus(mortal.period());
        }
        throw new IllegalStateException("an immortal extrinsic never dies");
    }

    default boolean isImmortal() {
        return this instanceof Immortal;
    }

    default void writeTo(ScaleWriter out) {
        if (this instanceof Mortal mortal) {
            int exponent = Integer.numberOfTrailingZeros(mortal.period());
            int low = Math.max(1, Math.min(15, exponent - 1));
            out.u16(low | ((mortal.phase() / quantum(mortal.period())) << 4));
        } else {
            out.u8(0);
        }
    }

    default byte[] encode() {
        ScaleWriter out = new ScaleWriter();
        writeTo(out);
        return out.toBytes();
    }

    /** @throws ScaleException when the bytes are no era */
    static Era read(ScaleReader in) {
        int first = in.u8();
        if (first == 0) {
            return immortal();
        }
        int encoded = first | (in.u8() << 8);
        int period = 2 << (encoded & 0xF);
        int phase = (encoded >> 4) * quantum(period);
        if (period < MIN_PERIOD || phase >= period) {
            throw in.error("an era of period " + period + " and phase " + phase + " is not valid");
        }
        return new Mortal(period, phase);
    }

    private static int quantum(int period) {
        return Math.max(period >> 12, 1);
    }
}
