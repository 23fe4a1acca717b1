package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;

/** The chain and the subnet that a message belongs to; part of everything that is signed. */
public record SubnetContext(Hash256 genesis, SubnetId subnet) {

    void encode(ScaleWriter out) {
        out.raw(genesis.toBytes()).u32(subnet.value());
    }

    static SubnetContext decode(ScaleReader in) {
        Hash256 genesis = Hash256.of(in.raw(Hash256.LENGTH));
        return new SubnetContext(genesis, SubnetId.of(in.u32()));
    }
}
