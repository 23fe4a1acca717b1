package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.MetadataException;
import io.subnetvalidator.chain.metadata.ValueException;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;

/** A runtime as read from a node: its metadata, its dialect and what follows from them. */
record RuntimeView(Bytes rawMetadata, Metadata metadata, RuntimeShape shape, ChainIdentity identity) {

    /** @throws ChainException when the metadata cannot be read or is that of no Hypertensor chain */
    static RuntimeView of(Bytes rawMetadata, SubstrateRpc.RuntimeVersion version, Hash256 genesis, String chainName) {
        try {
            Metadata metadata = Metadata.decode(rawMetadata.toBytes());
            if (metadata.findPallet(RuntimeShape.PALLET).isEmpty()) {
                throw new ChainException(
                        ChainException.Kind.WRONG_ENDPOINT,
                        "'" + chainName + "' is no Hypertensor chain: its runtime " + version.specName()
                                + " has no pallet Network; check the endpoint");
            }
            RuntimeShape shape = RuntimeShape.of(metadata);
            ChainIdentity identity = new ChainIdentity(
                    genesis,
                    chainName,
                    version.specName(),
                    version.specVersion(),
                    version.transactionVersion(),
                    shape.dialect(),
                    shape.found(),
                    metadata.constant(RuntimeShape.PALLET, "EpochLength").asLong(),
                    metadata.constant(RuntimeShape.PALLET, "EpochsPerYear").asLong(),
                    Balance.of(
                            metadata.constant("Balances", "ExistentialDeposit").asInteger()));
            return new RuntimeView(rawMetadata, metadata, shape, identity);
        } catch (MetadataException | ValueException e) {
            throw new ChainException(
                    ChainException.Kind.UNREADABLE_STATE,
                    "the runtime of '" + chainName + "' cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** Whether both were read from the same runtime. */
    boolean sameAs(RuntimeView other) {
        return rawMetadata.equals(other.rawMetadata) && identity.equals(other.identity);
    }

    ConsensusCalls calls() {
        return new DialectCalls(metadata, shape);
    }

    io.subnetvalidator.chain.extrinsic.ChainIdentity signingIdentity() {
        return new io.subnetvalidator.chain.extrinsic.ChainIdentity(
                identity.specVersion(), identity.transactionVersion(), identity.genesis());
    }
}
