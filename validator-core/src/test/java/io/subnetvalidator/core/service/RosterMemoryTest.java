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
    void a_proof_under_a_key_that_is_not_the_nodes_own_is_not_about_that_node() {
        memory.keep(roster(7));
        assertThat(memory.names(Epoch.of(7), NodeId.of(3), registered)).isTrue();
        assertThat(memory.names(Epoch.of(7), NodeId.of(3), peer(2))).isFalse();
        assertThat(memory.names(Epoch.of(7), NodeId.of(4), registered)).isFalse();
    }

    @Test
    void epochs_that_are_not_remembered_convict_nobody() {
        for (long epoch = 1; epoch <= 5; epoch++) {
            memory.keep(roster(epoch));
        }
        assertThat(memory.names(Epoch.of(2), NodeId.of(3), registered)).isFalse();
        assertThat(memory.names(Epoch.of(3), NodeId.of(3), registered)).isTrue();
        assertThat(memory.names(Epoch.of(6), NodeId.of(3), registered)).isFalse();
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
