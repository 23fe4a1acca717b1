package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.core.view.NodeView;
import io.subnetvalidator.core.view.SwarmView;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessBoardTest {

    private final ProcessBoard board =
            new ProcessBoard(new ProcessBoard.ChainLine("test", "0x00", "HOSKINSON", 128_001, 20));

    @BeforeEach
    void serve() {
        for (int id = 1; id <= 4; id++) {
            board.register(NodeView.registered(id, "peer-" + id, "", "VALIDATOR"));
        }
    }

    @Test
    void there_is_no_swarm_before_the_model_is_known() {
        board.announced(1, new BlockSpan(0, 2));

        assertThat(board.swarm()).isEmpty();
        assertThat(board.current().swarm()).isEmpty();
    }

    @Test
    void nodes_that_are_convicted_or_silent_do_not_count_and_a_node_that_answers_again_does() {
        board.model(4);
        board.announced(1, new BlockSpan(0, 2));
        board.announced(2, new BlockSpan(0, 2));
        board.announced(3, new BlockSpan(2, 2));
        board.announced(4, new BlockSpan(2, 2));
        assertThat(swarm().state()).isEqualTo("healthy");
        assertThat(swarm().redundancy()).containsExactly(2, 2, 2, 2);
        assertThat(swarm().pairs()).isEqualTo(2);

        board.update(4, NodeView::withConviction);
        assertThat(swarm().sentence()).isEqualTo("block 2 depends on node 3 alone");
        assertThat(swarm().indispensable()).containsExactly(3L);

        board.update(3, node -> node.withProbes(Optional.empty(), 2, 0, 0, 0, 0));
        assertThat(swarm().state()).isEqualTo("broken");
        assertThat(swarm().unserved()).containsExactly(2, 3);

        board.update(3, node -> node.withProbes(Optional.empty(), 3, 1, 1, 33, 5));
        assertThat(board.current().swarm())
                .hasValueSatisfying(view -> assertThat(view.state()).isEqualTo("at-risk"));
    }

    @Test
    void a_span_beyond_the_model_serves_nothing() {
        board.model(4);
        board.announced(1, new BlockSpan(0, 4));
        assertThat(swarm().leastRedundancy()).isOne();

        board.announced(1, new BlockSpan(0, 5));
        assertThat(swarm().unserved()).containsExactly(0, 1, 2, 3);
    }

    private SwarmView swarm() {
        return board.swarm().orElseThrow();
    }
}
