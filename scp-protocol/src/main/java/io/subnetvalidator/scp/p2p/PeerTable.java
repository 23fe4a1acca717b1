package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The connections of a network: all of them, and the one in use for each peer. */
final class PeerTable {

    private final PeerId self;

    /** Two connections within so many ticks count as dialled at the same time. */
    private final int simultaneousTicks;

    private final Set<PeerConnection> all = new LinkedHashSet<>();
    private final Map<PeerId, PeerConnection> inUse = new HashMap<>();
    private final Map<String, Integer> inboundByAddress = new HashMap<>();

    PeerTable(PeerId self, int simultaneousTicks) {
        this.self = self;
        this.simultaneousTicks = simultaneousTicks;
    }

    List<PeerConnection> all() {
        return new ArrayList<>(all);
    }

    long count(Direction direction) {
        return all.stream()
                .filter(connection -> connection.direction() == direction)
                .count();
    }

    int inboundFrom(String address) {
        return inboundByAddress.getOrDefault(address, 0);
    }

    /** The first inbound connection of these whose peer is not known. */
    Optional<PeerConnection> oldestUnproved(Predicate<PeerConnection> wanted) {
        return all.stream()
                .filter(connection -> connection.direction() == Direction.INBOUND
                        && connection.state() == PeerConnection.State.HANDSHAKING
                        && wanted.test(connection))
                .findFirst();
    }

    Optional<PeerConnection> usable(PeerId peer) {
        return Optional.ofNullable(inUse.get(peer)).filter(PeerConnection::takesExchanges);
    }

    /** The connection in use for each peer. */
    List<PeerConnection> inUse() {
        return new ArrayList<>(inUse.values());
    }

    /** Whether there is any connection to this peer, in use or not. */
    boolean knows(Optional<PeerId> peer) {
        return all.stream().anyMatch(connection -> connection.peerIfKnown().equals(peer));
    }

    void add(PeerConnection connection) {
        all.add(connection);
        if (connection.direction() == Direction.INBOUND) {
            inboundByAddress.merge(connection.address(), 1, Integer::sum);
        }
    }

    void remove(PeerConnection connection) {
        if (!all.remove(connection)) {
            return;
        }
        if (connection.direction() == Direction.INBOUND) {
            inboundByAddress.computeIfPresent(connection.address(), (address, n) -> n == 1 ? null : n - 1);
        }
        connection.peerIfKnown().ifPresent(peer -> inUse.remove(peer, connection));
    }

    /**
     * Puts a connection into use whose peer is now known.
     *
     * @return the connection that must give way, if there are two: the new one or the one before it
     */
    Optional<PeerConnection> established(PeerConnection connection) {
        PeerConnection before = inUse.get(connection.peer());
        if (before == null || !before.takesExchanges()) {
            inUse.put(connection.peer(), connection);
            return Optional.empty();
        }
        boolean simultaneous = before.direction() != connection.direction() && before.age() <= simultaneousTicks;
        if (simultaneous && keeps(self, connection.peer(), before.direction())) {
            return Optional.of(connection);
        }
        inUse.put(connection.peer(), connection);
        return Optional.of(before);
    }

    /**
     * Which of two connections dialled at the same time stays: the one that the peer with the smaller id dialled, so that both
     * ends decide alike. A connection that comes later replaces the one before, since its dialler no longer has that.
     */
    static boolean keeps(PeerId self, PeerId remote, Direction direction) {
        boolean selfDialled = direction == Direction.OUTBOUND;
        return selfDialled == (self.compareTo(remote) < 0);
    }
}
