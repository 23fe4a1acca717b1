package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.verdict.Assumption;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import io.vertx.core.Future;
import java.util.Optional;

/** Answers from the chain itself. A block that is not final yet may still go, so that it is never said to be missing. */
final class ChainRecord implements ChainFacts {

    private final HypertensorChain chain;
    private final EpochClock clock;
    private final RosterMemory rosters;

    ChainRecord(HypertensorChain chain, EpochClock clock, RosterMemory rosters) {
        this.chain = chain;
        this.clock = clock;
        this.rosters = rosters;
    }

    @Override
    public Future<Optional<NodeId>> node(Assumption.Registered registered) {
        return roster(registered.epoch())
                .map(roster -> roster.node(registered.peer())
                        .map(RosterNode::id)
                        .filter(id -> registered.node().map(id::equals).orElse(true)));
    }

    @Override
    public Future<Boolean> holds(Assumption assumption) {
        if (assumption instanceof Assumption.Registered registered) {
            return node(registered).map(Optional::isPresent);
        }
        if (assumption instanceof Assumption.Validates validates) {
            return roster(validates.epoch()).map(roster -> validates(roster, validates.peer()));
        }
        if (assumption instanceof Assumption.FirstBlock first) {
            return first.block().block().equals(clock.firstBlock(first.epoch()))
                    ? isOnChain(first.block())
                    : Future.succeededFuture(false);
        }
        return isOnChain(((Assumption.OnChain) assumption).block());
    }

    private static boolean validates(Roster roster, PeerId peer) {
        return roster.node(peer).map(RosterNode::id).filter(roster::isValidator).isPresent();
    }

    private Future<Roster> roster(Epoch epoch) {
        return rosters.of(epoch)
                .map(found -> found.orElseThrow(
                        () -> new IllegalStateException("the chain has not come to epoch " + epoch + " yet")));
    }

    private Future<Boolean> isOnChain(Beacon block) {
        return chain.blockHash(block.block())
                .compose(hash -> hash.filter(block.hash()::equals).isPresent()
                        ? Future.succeededFuture(true)
                        : chain.finalized().map(head -> {
                            if (head.number().compareTo(block.block()) < 0) {
                                throw new IllegalStateException("block " + block.block() + " is not final yet");
                            }
                            return false;
                        }));
    }
}
