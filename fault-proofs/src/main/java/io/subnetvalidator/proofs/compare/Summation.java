package io.subnetvalidator.proofs.compare;

/** Orders in which hardware adds up a product; all are honest, none gives the same bits as another. */
public enum Summation {
    /** First to last. */
    FORWARD {
        @Override
        float dot(float[] a, int atA, float[] b, int atB, int length) {
            float sum = 0;
            for (int i = 0; i < length; i++) {
                sum = Math.fma(a[atA + i], b[atB + i], sum);
            }
            return sum;
        }
    },
    /** Last to first, products rounded before they are added. */
    BACKWARD {
        @Override
        float dot(float[] a, int atA, float[] b, int atB, int length) {
            float sum = 0;
            for (int i = length - 1; i >= 0; i--) {
                sum += a[atA + i] * b[atB + i];
            }
            return sum;
        }
    },
    /** Eight interleaved chains that are added as a tree, as vector units do. */
    LANES {
        @Override
        float dot(float[] a, int atA, float[] b, int atB, int length) {
            float[] lanes = new float[8];
            for (int i = 0; i < length; i++) {
                lanes[i & 7] = Math.fma(a[atA + i], b[atB + i], lanes[i & 7]);
            }
            return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        }
    },
    /** Tiles of 16, as matrix units do. */
    TILES {
        @Override
        float dot(float[] a, int atA, float[] b, int atB, int length) {
            float sum = 0;
            for (int from = 0; from < length; from += 16) {
                float tile = 0;
                for (int i = from; i < Math.min(length, from + 16); i++) {
                    tile = Math.fma(a[atA + i], b[atB + i], tile);
                }
                sum += tile;
            }
            return sum;
        }
    };

    abstract float dot(float[] a, int atA, float[] b, int atB, int length);
}
