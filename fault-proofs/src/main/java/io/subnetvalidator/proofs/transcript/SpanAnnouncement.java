package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Optional;

/**
 * What a node says it serves, and with which arithmetic. Every request names the digest of the announcement it relies on, so
 * that an answer endorses it and an older or newer announcement cannot be put in its place.
 *
 * @param genesis genesis hash of the chain
 * @param node id of the node within the subnet
 * @param peer the node's on-chain peer id; its key signs
 * @param modelRoot Merkle root of the model's manifest
 * @param profile arithmetic that answers are judged by
 * @param validFrom first subnet epoch in which it holds
 * @param hiddenSize values per token
 * @param boundaries encoding in which the node commits to the boundaries between its blocks and opens them; empty when it cannot
 *     open, so that it is checked on the output of its whole span
 */
public record SpanAnnouncement(
        Hash256 genesis,
        SubnetId subnet,
        NodeId node,
        PeerId peer,
        Hash256 modelRoot,
        BlockSpan span,
        NumericProfile profile,
        Epoch validFrom,
        int hiddenSize,
        Optional<RowEncoding> boundaries) {

    /**
     * @throws IllegalArgumentException when the hidden size is out of range, or an exact node would open rounded boundaries: what
     *     was rounded between two blocks cannot be computed again bit for bit
     */
    public SpanAnnouncement {
        if (hiddenSize < 1 || hiddenSize > TranscriptLimits.MAX_HIDDEN) {
            throw new IllegalArgumentException(
                    "a hidden size lies between 1 and " + TranscriptLimits.MAX_HIDDEN + ", not " + hiddenSize);
        }
        if (profile.kind() == NumericProfile.Kind.EXACT
                && boundaries.isPresent()
                && boundaries.get() != RowEncoding.F32) {
            throw new IllegalArgumentException("an exact node opens boundaries in F32, not in " + boundaries.get());
        }
    }

    /** Whether the node commits to boundaries of which one can be asked for: there is one inside its span. */
    public boolean opens() {
        return boundaries.isPresent() && span.count() > 1;
    }

    /** The encoding of seeded inputs: that in which a node of the same arithmetic would hand them on. */
    public RowEncoding seededEncoding() {
        if (span.first() == 0) {
            return RowEncoding.F32;
        }
        return switch (profile.activations()) {
            case F32 -> RowEncoding.F32;
            case BF16 -> RowEncoding.BF16;
            case F16 -> RowEncoding.F16;
        };
    }

    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return Blake2b.domainHash(Domains.ANNOUNCEMENT, out.toBytes());
    }

    public void encode(ScaleWriter out) {
        out.raw(genesis.toBytes()).u32(subnet.value()).u32(node.value());
        Decoded.encode(out, peer);
        out.raw(modelRoot.toBytes());
        span.encode(out);
        profile.encode(out);
        out.u32(validFrom.value()).u32(hiddenSize);
        out.option(boundaries, (item, encoding) -> item.u8(encoding.code()));
    }

    public static SpanAnnouncement decode(ScaleReader in) {
        Hash256 genesis = Decoded.hash(in);
        SubnetId subnet = SubnetId.of(in.u32());
        NodeId node = NodeId.of(in.u32());
        PeerId peer = Decoded.peerId(in);
        Hash256 modelRoot = Decoded.hash(in);
        BlockSpan span = BlockSpan.decode(in);
        NumericProfile profile = NumericProfile.decode(in);
        Epoch validFrom = Epoch.of(in.u32());
        long hidden = in.u32();
        Optional<RowEncoding> boundaries = in.option(item -> Decoded.member(item, RowEncoding.class));
        return Decoded.value(
                in,
                () -> new SpanAnnouncement(
                        genesis,
                        subnet,
                        node,
                        peer,
                        modelRoot,
                        span,
                        profile,
                        validFrom,
                        Math.toIntExact(hidden),
                        boundaries));
    }
}
