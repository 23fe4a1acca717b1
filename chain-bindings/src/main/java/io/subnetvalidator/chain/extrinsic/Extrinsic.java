package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/** An extrinsic of format 4: signed by an account, or bare as inherents and Ethereum transactions are. */
public sealed interface Extrinsic permits SignedExtrinsic, BareExtrinsic {

    /** Largest extrinsic taken, in bytes: the block length limit of the runtime. */
    int MAX_LENGTH = 5 * 1024 * 1024;

    /** The encoded call, for {@code Metadata.decodeCall}. */
    Value.Bytes call();

    /** The bytes without the length before them. */
    byte[] body();

    /** The bytes as a block holds them and as they are submitted. */
    default byte[] encode() {
        return new ScaleWriter().bytes(body()).toBytes();
    }

    /**
     * blake2b-256 of {@link #encode()}. It names the bytes, not the deed: the runtime accepts several signatures for one signing, so a
     * foreign extrinsic may come back under another hash.
     */
    default Hash256 hash() {
        return Blake2b.hash256(encode());
    }

    /** @throws ScaleException when the bytes are not exactly one extrinsic of format 4 */
    static Extrinsic decode(byte[] bytes) {
        ScaleReader outer = new ScaleReader(bytes);
        int length = outer.count(1, MAX_LENGTH);
        ScaleReader in = new ScaleReader(bytes, outer.position(), bytes.length);
        if (length != in.remaining()) {
            throw in.error("the extrinsic announces " + length + " bytes and has " + in.remaining());
        }
        int version = in.u8();
        return switch (version) {
            case SignedExtrinsic.VERSION -> SignedExtrinsic.read(in);
            case BareExtrinsic.VERSION -> new BareExtrinsic(Value.bytes(in.raw(in.remaining())));
            default ->
                throw in.error(
                        "an extrinsic of format 4 starts with 0x84 or 0x04, not 0x" + Integer.toHexString(version));
        };
    }
}
