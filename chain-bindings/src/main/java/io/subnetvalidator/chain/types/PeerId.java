package io.subnetvalidator.chain.types;

import java.nio.charset.StandardCharsets;

/**
 * A libp2p peer id in its base58 text form. The chain stores exactly this text as ASCII bytes
 * (chain reference, section 4).
 */
public record PeerId(String text) implements Comparable<PeerId> {

    private static final int MAX_TEXT = 128;

    /** @throws IllegalArgumentException when the text is not base58 of a multihash */
    public PeerId {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a peer id has 1 to 128 characters, not " + text.length());
        }
        byte[] multihash = Base58.decode(text);
        if (multihash.length < 2 || (multihash[1] & 0xFF) != multihash.length - 2) {
            throw new IllegalArgumentException("'" + text + "' is not a peer id: its bytes are not a multihash");
        }
    }

    public static PeerId parse(String text) {
        return new PeerId(text);
    }

    /** The peer id with these multihash bytes. */
    public static PeerId ofMultihash(byte[] multihash) {
        return new PeerId(Base58.encode(multihash));
    }

    /** The peer id whose ASCII text stands in chain storage. */
    public static PeerId ofChainBytes(byte[] ascii) {
        return new PeerId(new String(ascii, StandardCharsets.US_ASCII));
    }

    public byte[] multihash() {
        return Base58.decode(text);
    }

    public byte[] toChainBytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The last six characters, for people. */
    public String shortText() {
        return text.substring(Math.max(0, text.length() - 6));
    }

    @Override
    public int compareTo(PeerId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
