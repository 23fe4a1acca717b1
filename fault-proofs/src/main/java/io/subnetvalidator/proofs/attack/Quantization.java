package io.subnetvalidator.proofs.attack;

import io.subnetvalidator.proofs.model.WeightTransform;

/** Number formats that save memory, applied to a group of values that share one scale. */
public enum Quantization {
    /** Symmetric integers of 8 bits. */
    INT8 {
        @Override
        float nearest(float unit) {
            return Math.round(unit * 127) / 127f;
        }
    },
    /** Symmetric integers of 4 bits. */
    INT4 {
        @Override
        float nearest(float unit) {
            return Math.round(unit * 7) / 7f;
        }
    },
    /** The 16 quantiles of a normal distribution, Dettmers et al. 2023 (QLoRA), appendix E. */
    NF4 {
        @Override
        float nearest(float unit) {
            float best = NF4_LEVELS[0];
            for (float level : NF4_LEVELS) {
                if (Math.abs(unit - level) < Math.abs(unit - best)) {
                    best = level;
                }
            }
            return best;
        }
    },
    /** Eight bits of floating point with three fraction bits, Micikevicius et al. 2022; greatest value 448. */
    FP8_E4M3 {
        @Override
        float nearest(float unit) {
            float value = unit * FP8_GREATEST;
            int exponent = Math.max(Math.getExponent(value), FP8_SMALLEST_EXPONENT);
            float step = Math.scalb(1f, exponent - FP8_FRACTION_BITS);
            return (float) Math.rint(value / step) * step / FP8_GREATEST;
        }
    };

    private static final float[] NF4_LEVELS = {
        -1f,
        -0.6961928f,
        -0.52507305f,
        -0.3949175f,
        -0.28444138f,
        -0.18477343f,
        -0.09105004f,
        0f,
        0.0795803f,
        0.1609302f,
        0.2461123f,
        0.33791524f,
        0.44070983f,
        0.562617f,
        0.72295684f,
        1f
    };
    private static final float FP8_GREATEST = 448;
    private static final int FP8_SMALLEST_EXPONENT = -6;
    private static final int FP8_FRACTION_BITS = 3;

    /** The representable value nearest to one between -1 and 1. */
    abstract float nearest(float unit);

    /** Rounds {@code count} values from {@code at}, with the greatest magnitude among them as scale. */
    void group(float[] values, int at, int count) {
        float greatest = 0;
        for (int i = at; i < at + count; i++) {
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        for (int i = at; greatest > 0 && i < at + count; i++) {
            values[i] = nearest(values[i] / greatest) * greatest;
        }
    }

    /** Weights of all matrices in this format, with one scale per {@code groupSize} weights of a row. */
    public WeightTransform weights(int groupSize) {
        return Weights.matrices((tensor, row, values) -> {
            for (int at = 0; at < values.length; at += groupSize) {
                group(values, at, Math.min(groupSize, values.length - at));
            }
        });
    }
}
