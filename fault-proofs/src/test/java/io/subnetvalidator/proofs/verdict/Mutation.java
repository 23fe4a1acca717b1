package io.subnetvalidator.proofs.verdict;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Ways of changing the bytes of a proof; the result may be what went in. */
enum Mutation {
    FLIP_BITS {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return bytes;
        }
    },
    OVERWRITE {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(32));
            for (int at = from; at < to; at++) {
                bytes[at] = (byte) random.nextInt(256);
            }
            return bytes;
        }
    },
    TRUNCATE {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
    },
    EXTEND {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
        }
    },
    /** The beginning of one proof and the end of another. */
    SPLICE {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            int cut = random.nextInt(bytes.length);
            int from = Math.min(other.length, random.nextBoolean() ? cut : random.nextInt(other.length));
            return joined(bytes, 0, cut, other, from, other.length);
        }
    },
    /** A part of another proof in the same place. */
    TRANSPLANT {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            int from = random.nextInt(Math.min(bytes.length, other.length));
            int length = Math.min(1 + random.nextInt(300), Math.min(bytes.length, other.length) - from);
            System.arraycopy(other, from, bytes, from, length);
            return bytes;
        }
    },
    /** Two parts of one proof exchanged: fields of 32 and 64 bytes, such as hashes and signatures, are most of it. */
    SWAP {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            int length = random.nextBoolean() ? 32 : 64;
            int one = random.nextInt(bytes.length - length);
            int two = random.nextInt(bytes.length - length);
            byte[] kept = Arrays.copyOfRange(bytes, one, one + length);
            System.arraycopy(bytes, two, bytes, one, length);
            System.arraycopy(kept, 0, bytes, two, length);
            return bytes;
        }
    },
    CUT_OUT {
        @Override
        byte[] apply(byte[] bytes, byte[] other, SplittableRandom random) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
            return joined(bytes, 0, from, bytes, to, bytes.length);
        }
    };

    abstract byte[] apply(byte[] bytes, byte[] other, SplittableRandom random);

    /** Any mutation of any of these. */
    static byte[] any(List<byte[]> bases, SplittableRandom random) {
        byte[] bytes = bases.get(random.nextInt(bases.size())).clone();
        byte[] other = bases.get(random.nextInt(bases.size()));
        return values()[random.nextInt(values().length)].apply(bytes, other, random);
    }

    private static byte[] joined(byte[] one, int from, int to, byte[] other, int otherFrom, int otherTo) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(one, from, to - from);
        out.write(other, otherFrom, otherTo - otherFrom);
        return out.toByteArray();
    }
}
