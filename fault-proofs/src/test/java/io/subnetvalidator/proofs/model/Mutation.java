package io.subnetvalidator.proofs.model;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damaged copies of an input: bits flipped, cut, repeated, overwritten, or nothing but random bytes. */
final class Mutation {

    private Mutation() {}

    static byte[] of(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> {
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(1, 40), bytes.length - Math.max(from, to));
                System.arraycopy(good, from, bytes, to, length);
            }
            case 3 -> {
                for (int i = random.nextInt(1, 9); i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            default -> {
                bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
            }
        }
        return bytes;
    }
}
