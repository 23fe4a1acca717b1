package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;

/** A block of the chain whose hash nobody could know before it was made. */
public record Beacon(BlockNumber block, Hash256 hash) {

    public void encode(ScaleWriter out) {
        out.u32(block.value()).raw(hash.toBytes());
    }

    public static Beacon decode(ScaleReader in) {
        BlockNumber block = BlockNumber.of(in.u32());
        return new Beacon(block, Decoded.hash(in));
    }

    byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }
}
