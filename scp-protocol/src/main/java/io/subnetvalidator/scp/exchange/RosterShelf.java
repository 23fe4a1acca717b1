package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import java.util.Optional;
import java.util.TreeMap;

/** The rosters of the last epochs. Thread-safe. */
final class RosterShelf {

    /** The running epoch, the one being settled, and one more for late proofs. */
    static final int EPOCHS = 3;

    private final TreeMap<Epoch, Roster> rosters = new TreeMap<>();

    /** Puts a roster on the shelf; true when its epoch is newer than all before. */
    synchronized boolean put(Roster roster) {
        boolean newest = rosters.isEmpty() || rosters.lastKey().compareTo(roster.epoch()) < 0;
        rosters.put(roster.epoch(), roster);
        while (rosters.size() > EPOCHS) {
            rosters.pollFirstEntry();
        }
        return newest;
    }

    synchronized Optional<Roster> of(Epoch epoch) {
        return Optional.ofNullable(rosters.get(epoch));
    }

    synchronized Optional<Epoch> newest() {
        return rosters.isEmpty() ? Optional.empty() : Optional.of(rosters.lastKey());
    }

    /** The first epoch whose messages are still of interest. */
    synchronized Epoch oldest() {
        return rosters.isEmpty() ? Epoch.of(0) : rosters.firstKey();
    }

    /** Whether the peer is a node of any roster on the shelf. */
    synchronized boolean knows(PeerId peer) {
        return rosters.values().stream().anyMatch(roster -> roster.node(peer).isPresent());
    }

    /** The peer of a node, in the newest roster that has it. */
    synchronized Optional<PeerId> peerOf(NodeId node) {
        return rosters.descendingMap().values().stream()
                .flatMap(roster -> roster.node(node).stream())
                .map(RosterNode::peer)
                .findFirst();
    }
}
