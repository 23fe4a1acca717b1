package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.scale.Unsigned;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * What the signer of an extrinsic signs.
 *
 * @param call encoded call
 * @param nonce of the signer
 * @param tip paid to the block author on top of the fee
 * @param eraHash hash of the era's birth block; the genesis hash for an immortal era
 */
public record SigningPayload(Value.Bytes call, Era era, long nonce, Balance tip, ChainIdentity chain, Hash256 eraHash) {

    /** Payloads above this length are signed by their digest. */
    public static final int LONGEST_PLAIN = 256;

    /**
     * @throws ArithmeticException when the nonce does not fit a {@code u32}
     * @throws IllegalArgumentException when an immortal era comes with another hash than the genesis one
     */
    public SigningPayload {
        Unsigned.requireU32(nonce, "nonce");
        if (era.isImmortal() && !eraHash.equals(chain.genesisHash())) {
            throw new IllegalArgumentException(
                    "an immortal extrinsic signs the genesis hash " + chain.genesisHash() + ", not " + eraHash);
        }
    }

    /** A payload that is valid for ever. */
    public static SigningPayload immortal(byte[] call, long nonce, Balance tip, ChainIdentity chain) {
        return new SigningPayload(Value.bytes(call), Era.immortal(), nonce, tip, chain, chain.genesisHash());
    }

    /** A payload that is valid for the era on forks that contain the block with {@code birthHash}. */
    public static SigningPayload mortal(
            byte[] call, Era era, Hash256 birthHash, long nonce, Balance tip, ChainIdentity chain) {
        return new SigningPayload(Value.bytes(call), era, nonce, tip, chain, birthHash);
    }

    /** What the signed extensions put into the extrinsic: era, nonce, tip. */
    public byte[] extra() {
        ScaleWriter out = new ScaleWriter();
        era.writeTo(out);
        return out.compact(nonce).compact(tip.units()).toBytes();
    }

    /** What they add to the signed bytes: versions, genesis hash, birth block hash. */
    public byte[] additional() {
        return new ScaleWriter()
                .u32(chain.specVersion())
                .u32(chain.transactionVersion())
                .raw(chain.genesisHash().toBytes())
                .raw(eraHash.toBytes())
                .toBytes();
    }

    /** {@code call || extra || additional}. */
    public byte[] bytes() {
        return new ScaleWriter()
                .raw(call.toBytes())
                .raw(extra())
                .raw(additional())
                .toBytes();
    }

    /** The bytes to hand to the signer: the payload, or its blake2b-256 when it is longer than {@value #LONGEST_PLAIN} bytes. */
    public byte[] message() {
        byte[] payload = bytes();
        return payload.length <= LONGEST_PLAIN
                ? payload
                : Blake2b.hash256(payload).toBytes();
    }
}
