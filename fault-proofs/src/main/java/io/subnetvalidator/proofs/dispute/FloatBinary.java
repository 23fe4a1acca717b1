package io.subnetvalidator.proofs.dispute;

/** A value of two. */
@FunctionalInterface
interface FloatBinary {
    float apply(float a, float b);
}
