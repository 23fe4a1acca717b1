package io.subnetvalidator.proofs.attack;

import io.subnetvalidator.proofs.emulation.AttentionVariant;

/** Changes of attention and of the KV cache that save memory or time. */
public final class KeyValueChange {

    private KeyValueChange() {}

    /** Only the latest keys are looked at. */
    public static AttentionVariant window(int keys) {
        return new AttentionVariant() {
            @Override
            public int firstKey(int position) {
                return Math.max(0, position + 1 - keys);
            }
        };
    }

    /** Keys and values are kept in another format, with one scale per head and token. */
    public static AttentionVariant quantized(Quantization format) {
        return new AttentionVariant() {
            @Override
            public void store(float[] rows, int tokens, int position, int headSize) {
                for (int at = 0; at < rows.length; at += headSize) {
                    format.group(rows, at, headSize);
                }
            }
        };
    }

    /** The slots {@code from .. to-1} still hold what was written {@code age} tokens before. */
    public static AttentionVariant stale(int from, int to, int age) {
        return new AttentionVariant() {
            @Override
            public void store(float[] rows, int tokens, int position, int headSize) {
                int width = rows.length / tokens;
                for (int t = Math.max(age, from - position); t < Math.min(tokens, to - position); t++) {
                    System.arraycopy(rows, (t - age) * width, rows, t * width, width);
                }
            }
        };
    }

    /** From one position on, angles are those of another one. */
    public static AttentionVariant rotarySlip(int from, int by) {
        return new AttentionVariant() {
            @Override
            public int rotaryPosition(int position) {
                return position < from ? position : position + by;
            }
        };
    }
}
