package io.subnetvalidator.chain.metadata;

import java.util.List;

/** A constant of a pallet with its encoded value. */
public record PalletConstant(String name, int type, Value.Bytes raw, List<String> docs) {
    public PalletConstant {
        docs = List.copyOf(docs);
    }
}
