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
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RosterMemoryTest {

    private final List<Epoch> read = new ArrayList<>();
    private final RosterMemory memory = new RosterMemory(epoch -> {
        read.add(epoch);
        return epoch.value() > 20
                ? Future.succeededFuture(Optional.empty())
                : Future.succeededFuture(Optional.of(roster(epoch.value())));
    });

    @Test
    void a_roster_that_was_seen_is_not_read_again() {
        memory.keep(roster(7));

        assertThat(memory.of(Epoch.of(7)).result()).contains(roster(7));
        assertThat(read).isEmpty();
    }

    @Test
    void after_a_restart_the_rosters_of_past_epochs_come_from_the_chain_once() {
        assertThat(memory.of(Epoch.of(6)).result()).contains(roster(6));
        assertThat(memory.of(Epoch.of(6)).result()).contains(roster(6));

        assertThat(read).containsExactly(Epoch.of(6));
    }

    @Test
    void an_epoch_that_has_not_begun_has_no_roster_and_is_asked_for_again() {
        assertThat(memory.of(Epoch.of(21)).result()).isEmpty();
        assertThat(memory.of(Epoch.of(21)).result()).isEmpty();

        assertThat(read).hasSize(2);
    }

    @Test
    void a_chain_that_does_not_answer_is_no_roster_without_nodes() {
        RosterMemory alone = new RosterMemory(epoch -> Future.failedFuture("away"));

        assertThat(alone.of(Epoch.of(6)).failed()).isTrue();
    }

    @Test
    void the_oldest_rosters_are_let_go() {
        for (long epoch = 1; epoch <= 20; epoch++) {
            memory.keep(roster(epoch));
        }
        memory.of(Epoch.of(20));
        assertThat(read).isEmpty();
        memory.of(Epoch.of(2));
        assertThat(read).containsExactly(Epoch.of(2));
    }

    private static Roster roster(long epoch) {
        AccountId hotkey = AccountId.of(new byte[AccountId.LENGTH]);
        return Roster.of(
                Epoch.of(epoch),
                List.of(new RosterNode(NodeId.of(3), peer(1), NodeClass.VALIDATOR, hotkey, Balance.ofTokens(100))));
    }

    private static PeerId peer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return PeerKey.ofSeed(bytes).peerId();
    }
}
