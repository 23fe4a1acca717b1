package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import java.util.Optional;
import java.util.TreeMap;

/** The rosters of the last epochs, for questions about who was registered as what. Thread-safe. */
final class RosterMemory {

    /** The running epoch, the one being settled, and one more for late proofs. */
    private static final int EPOCHS = 3;

    private final TreeMap<Epoch, Roster> rosters = new TreeMap<>();

    synchronized void keep(Roster roster) {
        rosters.put(roster.epoch(), roster);
        while (rosters.size() > EPOCHS) {
            rosters.pollFirstEntry();
        }
    }

    /** The node that was registered with this peer id in the epoch; empty for an epoch that is not remembered. */
    synchronized Optional<NodeId> nodeOf(Epoch epoch, PeerId peer) {
        return Optional.ofNullable(rosters.get(epoch))
                .flatMap(roster -> roster.node(peer))
                .map(RosterNode::id);
    }
}
