package io.subnetvalidator.chain.extrinsic;

/** Makes the signature of an extrinsic; a key in memory, a signing journal before it, or a remote signer. */
@FunctionalInterface
public interface ExtrinsicSigner {

    /**
     * Signs keccak-256 of the message.
     *
     * @param message what {@link SigningPayload#message()} gives
     * @return 65 bytes {@code r || s || v}
     */
    byte[] sign(byte[] message);
}
