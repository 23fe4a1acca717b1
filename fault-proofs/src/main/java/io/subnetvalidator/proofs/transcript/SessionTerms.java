package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.SubnetId;

/**
 * What stays the same through all steps of one session at one node.
 *
 * @param epoch subnet epoch in which the session was opened
 * @param requester peer whose key signs the requests
 * @param server peer whose key signs the answers
 * @param announcement digest of the server's announcement that the session relies on
 */
public record SessionTerms(
        Hash256 genesis,
        SubnetId subnet,
        Epoch epoch,
        SessionId session,
        PeerId requester,
        PeerId server,
        Hash256 modelRoot,
        BlockSpan span,
        int hiddenSize,
        Hash256 announcement) {

    /** @throws IllegalArgumentException when the hidden size is out of range */
    public SessionTerms {
        if (hiddenSize < 1 || hiddenSize > TranscriptLimits.MAX_HIDDEN) {
            throw new IllegalArgumentException(
                    "a hidden size lies between 1 and " + TranscriptLimits.MAX_HIDDEN + ", not " + hiddenSize);
        }
    }

    /** The terms of a session that relies on an announcement. */
    public static SessionTerms of(SpanAnnouncement announcement, Epoch epoch, SessionId session, PeerId requester) {
        return new SessionTerms(
                announcement.genesis(),
                announcement.subnet(),
                epoch,
                session,
                requester,
                announcement.peer(),
                announcement.modelRoot(),
                announcement.span(),
                announcement.hiddenSize(),
                announcement.digest());
    }

    /** Whether every term follows from the announcement and it holds in the session's epoch. */
    public boolean reliesOn(SpanAnnouncement other) {
        return equals(of(other, epoch, session, requester)) && other.validFrom().compareTo(epoch) <= 0;
    }

    public void encode(ScaleWriter out) {
        out.raw(genesis.toBytes()).u32(subnet.value()).u32(epoch.value());
        session.encode(out);
        Decoded.encode(out, requester);
        Decoded.encode(out, server);
        out.raw(modelRoot.toBytes());
        span.encode(out);
        out.u32(hiddenSize).raw(announcement.toBytes());
    }

    public static SessionTerms decode(ScaleReader in) {
        Hash256 genesis = Decoded.hash(in);
        SubnetId subnet = SubnetId.of(in.u32());
        Epoch epoch = Epoch.of(in.u32());
        SessionId session = SessionId.decode(in);
        PeerId requester = Decoded.peerId(in);
        PeerId server = Decoded.peerId(in);
        Hash256 modelRoot = Decoded.hash(in);
        BlockSpan span = BlockSpan.decode(in);
        long hidden = in.u32();
        Hash256 announcement = Decoded.hash(in);
        return Decoded.value(
                in,
                () -> new SessionTerms(
                        genesis,
                        subnet,
                        epoch,
                        session,
                        requester,
                        server,
                        modelRoot,
                        span,
                        Math.toIntExact(hidden),
                        announcement));
    }
}
