package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;
import java.util.List;

/** The header of a block; its hash is the block's. */
public record BlockHeader(
        Hash256 parentHash, BlockNumber number, Hash256 stateRoot, Hash256 extrinsicsRoot, List<DigestItem> digest) {

    private static final int MAX_DIGEST_ITEMS = 64;

    public BlockHeader {
        digest = List.copyOf(digest);
    }

    /** Parent, compact number, roots, digest. */
    public byte[] encode() {
        return new ScaleWriter()
                .raw(parentHash.toBytes())
                .compact(number.value())
                .raw(stateRoot.toBytes())
                .raw(extrinsicsRoot.toBytes())
                .vec(digest, (out, item) -> item.writeTo(out))
                .toBytes();
    }

    /** blake2b-256 of {@link #encode()}. */
    public Hash256 hash() {
        return Blake2b.hash256(encode());
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not exactly one header */
    public static BlockHeader decode(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        BlockHeader header = new BlockHeader(
                hash(in),
                BlockNumber.of(in.compactU32()),
                hash(in),
                hash(in),
                in.vec(MAX_DIGEST_ITEMS, DigestItem::read));
        in.requireEnd();
        return header;
    }

    private static Hash256 hash(ScaleReader in) {
        return Hash256.of(in.raw(Hash256.LENGTH));
    }
}
