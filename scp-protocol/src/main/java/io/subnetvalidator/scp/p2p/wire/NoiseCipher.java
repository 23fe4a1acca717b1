package io.subnetvalidator.scp.p2p.wire;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** ChaCha20-Poly1305 with the counting nonce of the Noise specification, sections 5.1 and 12.3. */
final class NoiseCipher {

    static final int TAG = 16;

    private static final int TAG_BITS = TAG * 8;
    private static final int NONCE = 12;

    /** Noise reserves the nonce 2^64 - 1; this many messages never pass in practice, but reuse must be impossible. */
    private static final long LAST_NONCE = Long.MAX_VALUE;

    private final KeyParameter key;
    private long nonce;

    NoiseCipher(byte[] key) {
        this.key = new KeyParameter(key);
    }

    byte[] encrypt(byte[] associated, byte[] plain, int from, int length) {
        ChaCha20Poly1305 cipher = start(true, associated);
        byte[] out = new byte[length + TAG];
        try {
            int written = cipher.processBytes(plain, from, length, out, 0);
            cipher.doFinal(out, written);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encryption does not check a tag", e);
        }
        return out;
    }

    /** @throws WireException when the tag does not fit */
    byte[] decrypt(byte[] associated, byte[] sealed) {
        if (sealed.length < TAG) {
            throw new WireException(
                    WireException.Layer.NOISE, "a message of " + sealed.length + " bytes is too short for its tag");
        }
        ChaCha20Poly1305 cipher = start(false, associated);
        byte[] out = new byte[sealed.length - TAG];
        try {
            int written = cipher.processBytes(sealed, 0, sealed.length, out, 0);
            cipher.doFinal(out, written);
        } catch (InvalidCipherTextException e) {
            throw new WireException(WireException.Layer.NOISE, "the tag of a message is wrong", e);
        }
        return out;
    }

    private ChaCha20Poly1305 start(boolean encrypting, byte[] associated) {
        if (nonce == LAST_NONCE) {
            throw new WireException(WireException.Layer.NOISE, "the nonces of this connection are used up");
        }
        byte[] bytes = new byte[NONCE];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[NONCE - Long.BYTES + i] = (byte) (nonce >>> (8 * i));
        }
        nonce++;
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
        cipher.init(encrypting, new AEADParameters(key, TAG_BITS, bytes, associated));
        return cipher;
    }
}
