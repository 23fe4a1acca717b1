package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.scale.ScaleWriter;

/** An extrinsic without signer. */
public record BareExtrinsic(Value.Bytes call) implements Extrinsic {

    static final int VERSION = 0x04;

    @Override
    public byte[] body() {
        return new ScaleWriter().u8(VERSION).raw(call.toBytes()).toBytes();
    }
}
