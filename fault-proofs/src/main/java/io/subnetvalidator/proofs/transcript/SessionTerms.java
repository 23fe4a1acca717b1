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
 * @param counter number of the session among those that this requester opens at this server in this epoch: every number from 0 is
 *     used exactly once, so that sessions can be neither hidden nor invented afterwards
 * @param requester peer whose key signs the requests
 * @param server peer whose key signs the answers
 * @param announcement digest of the server's announcement that the session relies on
 * @param saltCommitment {@link SaltAnchor#commitment} to the salt from which the requester draws its prompts of the next epoch, made
 *     before that epoch's beacon is known
 */
public record SessionTerms(
        Hash256 genesis,
        SubnetId subnet,
        Epoch epoch,
        SessionId session,
        int counter,
        PeerId requester,
        PeerId server,
        Hash256 modelRoot,
        BlockSpan span,
        int hiddenSize,
        Hash256 announcement,
        Hash256 saltCommitment) {

    /** @throws IllegalArgumentException when the hidden size or the counter is out of range */
    public SessionTerms {
        if (hiddenSize < 1 || hiddenSize > TranscriptLimits.MAX_HIDDEN) {
            throw new IllegalArgumentException(
                    "a hidden size lies between 1 and " + TranscriptLimits.MAX_HIDDEN + ", not " + hiddenSize);
        }
        if (counter < 0 || counter > TranscriptLimits.MAX_COUNTER) {
            throw new IllegalArgumentException(
                    "a session counter lies between 0 and " + TranscriptLimits.MAX_COUNTER + ", not " + counter);
        }
    }

    /** The terms of a session that relies on an announcement. */
    public static SessionTerms of(
            SpanAnnouncement announcement,
            Epoch epoch,
            SessionId session,
            int counter,
            PeerId requester,
            Hash256 saltCommitment) {
        return new SessionTerms(
                announcement.genesis(),
                announcement.subnet(),
                epoch,
                session,
                counter,
                requester,
                announcement.peer(),
                announcement.modelRoot(),
                announcement.span(),
                announcement.hiddenSize(),
                announcement.digest(),
                saltCommitment);
    }

    /** Whether every term follows from the announcement and it holds in the session's epoch. */
    public boolean reliesOn(SpanAnnouncement other) {
        return equals(of(other, epoch, session, counter, requester, saltCommitment))
                && other.validFrom().compareTo(epoch) <= 0;
    }

    /** Whether these are terms of the same requester, server and epoch, and so share one series of counters. */
    public boolean sharesCounterWith(SessionTerms other) {
        return genesis.equals(other.genesis)
                && subnet.equals(other.subnet)
                && epoch.equals(other.epoch)
                && requester.equals(other.requester)
                && server.equals(other.server);
    }

    public void encode(ScaleWriter out) {
        out.raw(genesis.toBytes()).u32(subnet.value()).u32(epoch.value());
        session.encode(out);
        out.u16(counter);
        Decoded.encode(out, requester);
        Decoded.encode(out, server);
        out.raw(modelRoot.toBytes());
        span.encode(out);
        out.u32(hiddenSize).raw(announcement.toBytes()).raw(saltCommitment.toBytes());
    }

    public static SessionTerms decode(ScaleReader in) {
        Hash256 genesis = Decoded.hash(in);
        SubnetId subnet = SubnetId.of(in.u32());
        Epoch epoch = Epoch.of(in.u32());
        SessionId session = SessionId.decode(in);
        int counter = in.u16();
        PeerId requester = Decoded.peerId(in);
        PeerId server = Decoded.peerId(in);
        Hash256 modelRoot = Decoded.hash(in);
        BlockSpan span = BlockSpan.decode(in);
        long hidden = in.u32();
        Hash256 announcement = Decoded.hash(in);
        Hash256 saltCommitment = Decoded.hash(in);
        return Decoded.value(
                in,
                () -> new SessionTerms(
                        genesis,
                        subnet,
                        epoch,
                        session,
                        counter,
                        requester,
                        server,
                        modelRoot,
                        span,
                        Math.toIntExact(hidden),
                        announcement,
                        saltCommitment));
    }
}
