package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.Beacon;
import java.util.Optional;

/**
 * Something that a charge takes for granted about the chain. A proof is checked without a chain, so that who convicts somebody has to
 * check this beside it.
 */
public sealed interface Assumption {

    /** What is taken for granted, for people. */
    String text();

    /**
     * The accused was registered. Without this, anybody could answer wrongly under a key of his own.
     *
     * @param node under this id; empty where the charge names none
     */
    record Registered(Epoch epoch, PeerId peer, Optional<NodeId> node) implements Assumption {
        @Override
        public String text() {
            return peer + " was registered" + node.map(id -> " as node " + id).orElse("") + " in epoch " + epoch;
        }
    }

    /** The peer validated. Every requester has a test of his own, so that only those count whose number is bounded. */
    record Validates(Epoch epoch, PeerId peer) implements Assumption {
        @Override
        public String text() {
            return peer + " was a validator in epoch " + epoch;
        }
    }

    /** The block is the epoch's first on the canonical chain. Who could choose another one would choose the prompts. */
    record FirstBlock(Epoch epoch, Beacon block) implements Assumption {
        @Override
        public String text() {
            return "block " + block.block() + " (" + block.hash() + ") is the first of epoch " + epoch
                    + " on the chain";
        }
    }

    /** The block is on the canonical chain. Who could make one up would choose the block that is opened. */
    record OnChain(Beacon block) implements Assumption {
        @Override
        public String text() {
            return "block " + block.block() + " (" + block.hash() + ") is on the chain";
        }
    }
}
