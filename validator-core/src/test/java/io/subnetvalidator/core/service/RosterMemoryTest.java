package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterMemoryTest {

    private final PeerId registered = peer(1);
    private final RosterMemory memory = new RosterMemory();

    @Test
    void a_proof_under_a_key_that_is_not_registered_is_about_no_node() {
        memory.keep(roster(7));
        assertThat(memory.nodeOf(Epoch.of(7), registered)).contains(NodeId.of(3));
        assertThat(memory.nodeOf(Epoch.of(7), peer(2))).isEmpty();
    }

    @Test
    void epochs_that_are_not_remembered_convict_nobody() {
        for (long epoch = 1; epoch <= 5; epoch++) {
            memory.keep(roster(epoch));
        }
        assertThat(memory.nodeOf(Epoch.of(2), registered)).isEmpty();
        assertThat(memory.nodeOf(Epoch.of(3), registered)).contains(NodeId.of(3));
        assertThat(memory.nodeOf(Epoch.of(6), registered)).isEmpty();
    }

    private Roster roster(long epoch) {
        AccountId hotkey = AccountId.of(new byte[AccountId.LENGTH]);
        return Roster.of(
                Epoch.of(epoch),
                List.of(new RosterNode(NodeId.of(3), registered, NodeClass.VALIDATOR, hotkey, Balance.ofTokens(100))));
    }

    private static PeerId peer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return PeerKey.ofSeed(bytes).peerId();
    }
}
