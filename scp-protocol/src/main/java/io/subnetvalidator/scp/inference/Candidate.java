package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.scp.p2p.PeerAddress;

/**
 * A node that may serve a hop.
 *
 * @param cost less is preferred; a measured time in milliseconds, or random numbers to spread the load
 */
public record Candidate(PeerAddress address, SignedAnnouncement announcement, int cost) {

    /** @throws IllegalArgumentException when the announcement is of another peer, or the cost is negative */
    public Candidate {
        if (!announcement.announcement().peer().equals(address.peer())) {
            throw new IllegalArgumentException("the announcement at " + address + " is of "
                    + announcement.announcement().peer());
        }
        if (cost < 0) {
            throw new IllegalArgumentException("a cost is not negative: " + cost);
        }
    }

    /** The same node at a higher cost; the greatest there is where the sum exceeds it. */
    Candidate dearer(long more) {
        return new Candidate(address, announcement, (int) Math.min(Integer.MAX_VALUE, cost + more));
    }

    public PeerId peer() {
        return address.peer();
    }

    public SpanAnnouncement announced() {
        return announcement.announcement();
    }

    public BlockSpan span() {
        return announced().span();
    }
}
