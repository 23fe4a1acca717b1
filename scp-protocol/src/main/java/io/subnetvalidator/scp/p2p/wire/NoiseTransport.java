package io.subnetvalidator.scp.p2p.wire;

/** Encrypts and decrypts after the handshake; every message stands behind its length in two bytes, highest first. */
public final class NoiseTransport {

    /** Largest Noise message, by the Noise specification, section 3. */
    static final int MAX_MESSAGE = 65_535;

    static final int PREFIX = 2;

    /** Most plaintext in one message. */
    public static final int MAX_PLAINTEXT = MAX_MESSAGE - NoiseCipher.TAG;

    private static final byte[] NO_ASSOCIATED_DATA = new byte[0];

    private final NoiseCipher sending;
    private final NoiseCipher receiving;

    NoiseTransport(NoiseCipher sending, NoiseCipher receiving) {
        this.sending = sending;
        this.receiving = receiving;
    }

    /** Appends the plaintext as framed messages, cut where it is longer than one. */
    public void encrypt(byte[] plain, ByteQueue out) {
        for (int from = 0; from < plain.length; from += MAX_PLAINTEXT) {
            int length = Math.min(MAX_PLAINTEXT, plain.length - from);
            out.append(frame(sending.encrypt(NO_ASSOCIATED_DATA, plain, from, length)));
        }
    }

    /**
     * Takes all complete messages off {@code in} and appends their plaintext.
     *
     * @throws WireException when a message is too short or its tag is wrong
     */
    public void decrypt(ByteQueue in, ByteQueue out) {
        while (messageComplete(in)) {
            byte[] message = takeMessage(in);
            out.append(receiving.decrypt(NO_ASSOCIATED_DATA, message));
        }
    }

    /** One message without its length; for tests against published vectors. */
    byte[] seal(byte[] plain) {
        return sending.encrypt(NO_ASSOCIATED_DATA, plain, 0, plain.length);
    }

    byte[] open(byte[] sealed) {
        return receiving.decrypt(NO_ASSOCIATED_DATA, sealed);
    }

    static byte[] frame(byte[] message) {
        if (message.length > MAX_MESSAGE) {
            throw new IllegalArgumentException("a Noise message has at most 65535 bytes, not " + message.length);
        }
        byte[] framed = new byte[PREFIX + message.length];
        framed[0] = (byte) (message.length >>> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, PREFIX, message.length);
        return framed;
    }

    static boolean messageComplete(ByteQueue in) {
        return in.size() >= PREFIX && in.size() >= PREFIX + announced(in);
    }

    /** Length of the message at the front; two bytes must be there. */
    static int announced(ByteQueue in) {
        return in.peek(0) << 8 | in.peek(1);
    }

    static byte[] takeMessage(ByteQueue in) {
        int length = announced(in);
        in.take(PREFIX);
        return in.take(length);
    }
}
