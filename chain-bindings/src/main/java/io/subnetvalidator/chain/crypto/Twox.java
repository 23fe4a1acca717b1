package io.subnetvalidator.chain.crypto;

/**
 * The non-cryptographic hashes of Substrate storage keys: xxHash64 with the seeds 0, 1, 2, 3, each written little-endian. Made after
 * the public description of xxHash64 (Yann Collet).
 */
public final class Twox {

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private Twox() {}

    public static byte[] twox64(byte[] input) {
        return twox(input, 1);
    }

    public static byte[] twox128(byte[] input) {
        return twox(input, 2);
    }

    public static byte[] twox256(byte[] input) {
        return twox(input, 4);
    }

    private static byte[] twox(byte[] input, int words) {
        byte[] out = new byte[words * 8];
        for (int seed = 0; seed < words; seed++) {
            long hash = xxHash64(input, seed);
            for (int i = 0; i < 8; i++) {
                out[seed * 8 + i] = (byte) (hash >>> (8 * i));
            }
        }
        return out;
    }

    static long xxHash64(byte[] input, long seed) {
        int at = 0;
        long hash;
        if (input.length >= 32) {
            long a = seed + PRIME_1 + PRIME_2;
            long b = seed + PRIME_2;
            long c = seed;
            long d = seed - PRIME_1;
            for (; at <= input.length - 32; at += 32) {
                a = round(a, littleEndian(input, at, 8));
                b = round(b, littleEndian(input, at + 8, 8));
                c = round(c, littleEndian(input, at + 16, 8));
                d = round(d, littleEndian(input, at + 24, 8));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + PRIME_5;
        }
        hash += input.length;
        for (; at <= input.length - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, littleEndian(input, at, 8)), 27) * PRIME_1 + PRIME_4;
        }
        if (at <= input.length - 4) {
            hash = Long.rotateLeft(hash ^ (littleEndian(input, at, 4) * PRIME_1), 23) * PRIME_2 + PRIME_3;
            at += 4;
        }
        for (; at < input.length; at++) {
            hash = Long.rotateLeft(hash ^ ((input[at] & 0xFF) * PRIME_5), 11) * PRIME_1;
        }
        return avalanche(hash);
    }

    private static long round(long accumulator, long word) {
        return Long.rotateLeft(accumulator + word * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long accumulator) {
        return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
        mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
        return mixed ^ (mixed >>> 32);
    }

    private static long littleEndian(byte[] input, int at, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (input[at + i] & 0xFF);
        }
        return value;
    }
}
