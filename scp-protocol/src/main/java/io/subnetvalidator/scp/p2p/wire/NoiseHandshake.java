package io.subnetvalidator.scp.p2p.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * Noise_XX_25519_ChaChaPoly_SHA256 (Noise specification, revision 34): three messages, after which both ends know each other's
 * static key and share two cipher keys.
 *
 * <pre>
 *   -> e
 *   <- e, ee, s, es
 *   -> s, se
 * </pre>
 */
final class NoiseHandshake {

    /** Public keys and hashes have this many bytes. */
    static final int KEY = 32;

    private static final String NAME = "Noise_XX_25519_ChaChaPoly_SHA256";
    private static final int MESSAGES = 3;
    private static final byte[] NOTHING = new byte[0];

    private final boolean initiator;
    private final X25519PrivateKeyParameters ownStatic;
    private final X25519PrivateKeyParameters ownEphemeral;

    private byte[] hash = NAME.getBytes(StandardCharsets.US_ASCII);
    private byte[] chainingKey = hash;
    private @Nullable NoiseCipher cipher;
    private byte[] remoteEphemeral = NOTHING;
    private byte[] remoteStatic = NOTHING;
    private int messages;

    /** Each key must be fresh for each handshake, except in tests. */
    NoiseHandshake(
            boolean initiator,
            X25519PrivateKeyParameters ownStatic,
            X25519PrivateKeyParameters ownEphemeral,
            byte[] prologue) {
        this.initiator = initiator;
        this.ownStatic = ownStatic;
        this.ownEphemeral = ownEphemeral;
        mixHash(prologue);
    }

    boolean complete() {
        return messages == MESSAGES;
    }

    boolean writesNext() {
        return !complete() && (messages % 2 == 0) == initiator;
    }

    byte[] ownStaticPublic() {
        return ownStatic.generatePublicKey().getEncoded();
    }

    /** The remote's static key; empty until it has come. */
    byte[] remoteStatic() {
        return remoteStatic.clone();
    }

    /** Names this handshake; both ends have the same. */
    byte[] handshakeHash() {
        return hash.clone();
    }

    byte[] write(byte[] payload) {
        requireTurn(true);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (messages < 2) {
            byte[] ephemeral = ownEphemeral.generatePublicKey().getEncoded();
            mixHash(ephemeral);
            message.writeBytes(ephemeral);
        }
        if (messages == 1) {
            mixKey(agree(ownEphemeral, remoteEphemeral));
        }
        if (messages > 0) {
            message.writeBytes(sealAndMix(ownStaticPublic()));
            mixKey(agree(ownStatic, remoteEphemeral));
        }
        message.writeBytes(sealAndMix(payload));
        messages++;
        return message.toByteArray();
    }

    /**
     * @return the payload of the message
     * @throws WireException when the message is too short, or a tag or a key in it is wrong
     */
    byte[] read(byte[] message) {
        requireTurn(false);
        int position = 0;
        if (messages < 2) {
            remoteEphemeral = slice(message, 0, KEY);
            position = KEY;
            mixHash(remoteEphemeral);
        }
        if (messages == 1) {
            mixKey(agree(ownEphemeral, remoteEphemeral));
        }
        if (messages > 0) {
            remoteStatic = openAndMix(slice(message, position, KEY + NoiseCipher.TAG));
            position += KEY + NoiseCipher.TAG;
            mixKey(agree(ownEphemeral, remoteStatic));
        }
        byte[] payload = openAndMix(slice(message, position, message.length - position));
        messages++;
        return payload;
    }

    /** The ciphers of the finished handshake, for sending and for receiving. */
    NoiseTransport split() {
        if (!complete()) {
            throw new IllegalStateException("the handshake is not complete after " + messages + " messages");
        }
        byte[][] keys = derive(NOTHING);
        NoiseCipher ofInitiator = new NoiseCipher(keys[0]);
        NoiseCipher ofResponder = new NoiseCipher(keys[1]);
        return initiator ? new NoiseTransport(ofInitiator, ofResponder) : new NoiseTransport(ofResponder, ofInitiator);
    }

    private void requireTurn(boolean writing) {
        if (complete() || writesNext() != writing) {
            throw new IllegalStateException("not the turn to " + (writing ? "write" : "read") + " message " + messages);
        }
    }

    private byte[] sealAndMix(byte[] plain) {
        byte[] sealed = cipher == null ? plain : cipher.encrypt(hash, plain, 0, plain.length);
        mixHash(sealed);
        return sealed;
    }

    private byte[] openAndMix(byte[] sealed) {
        byte[] plain = cipher == null ? sealed : cipher.decrypt(hash, sealed);
        mixHash(sealed);
        return plain;
    }

    private void mixHash(byte[] data) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(hash, 0, hash.length);
        digest.update(data, 0, data.length);
        byte[] next = new byte[KEY];
        digest.doFinal(next, 0);
        hash = next;
    }

    private void mixKey(byte[] secret) {
        byte[][] keys = derive(secret);
        chainingKey = keys[0];
        cipher = new NoiseCipher(keys[1]);
    }

    /** HKDF with two outputs, section 4.3. */
    private byte[][] derive(byte[] secret) {
        byte[] temporary = hmac(chainingKey, secret);
        byte[] first = hmac(temporary, new byte[] {1});
        byte[] second = hmac(temporary, first, new byte[] {2});
        return new byte[][] {first, second};
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        HMac mac = new HMac(new SHA256Digest());
        mac.init(new KeyParameter(key));
        for (byte[] part : parts) {
            mac.update(part, 0, part.length);
        }
        byte[] out = new byte[KEY];
        mac.doFinal(out, 0);
        return out;
    }

    private static byte[] agree(X25519PrivateKeyParameters own, byte[] remote) {
        X25519Agreement agreement = new X25519Agreement();
        agreement.init(own);
        byte[] secret = new byte[KEY];
        try {
            agreement.calculateAgreement(new X25519PublicKeyParameters(remote, 0), secret, 0);
        } catch (IllegalStateException e) {
            throw new WireException(WireException.Layer.NOISE, "a public key gives no shared secret", e);
        }
        return secret;
    }

    private static byte[] slice(byte[] message, int from, int length) {
        if (length < 0 || from + length > message.length) {
            throw new WireException(
                    WireException.Layer.NOISE, "a handshake message of " + message.length + " bytes is too short");
        }
        return Arrays.copyOfRange(message, from, from + length);
    }
}
