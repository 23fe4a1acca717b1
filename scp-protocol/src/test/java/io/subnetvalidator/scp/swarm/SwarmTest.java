package io.subnetvalidator.scp.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.swarm.Swarm.Pair;
import io.subnetvalidator.scp.swarm.Swarm.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SwarmTest {

    @Test
    void a_swarm_in_which_every_node_can_be_lost_is_healthy() {
        Swarm swarm = new Swarm(6, List.of(node(1, 0, 3), node(2, 0, 3), node(3, 3, 6), node(4, 3, 6), node(5, 0, 6)));

        assertThat(swarm.redundancy()).containsExactly(3, 3, 3, 3, 3, 3);
        assertThat(swarm.indispensable()).isEmpty();
        assertThat(swarm.indispensablePairs()).isEmpty();
        assertThat(swarm.health()).isEqualTo(new Health.Healthy(3));
        assertThat(swarm.health().state()).isEqualTo("healthy");
    }

    @Test
    void a_block_that_one_node_serves_puts_the_model_at_risk_and_the_node_is_named() {
        Swarm swarm = new Swarm(4, List.of(node(1, 0, 2), node(2, 0, 2), node(7, 2, 4)));

        assertThat(swarm.health()).isEqualTo(new Health.AtRisk(2, NodeId.of(7), true));
        assertThat(swarm.health().sentence()).isEqualTo("block 2 depends on node 7 alone");
        assertThat(swarm.indispensable()).containsExactly(NodeId.of(7));
        assertThat(swarm.indispensablePairs()).containsExactly(new Pair(NodeId.of(1), NodeId.of(2)));
    }

    @Test
    void a_block_that_nobody_serves_breaks_the_model() {
        Swarm swarm = new Swarm(5, List.of(node(1, 0, 2), node(2, 3, 5)));

        assertThat(swarm.unserved()).containsExactly(2);
        assertThat(swarm.leastRedundancy()).isZero();
        assertThat(swarm.health().state()).isEqualTo("broken");
        assertThat(swarm.health().sentence()).isEqualTo("block 2 is served by nobody");
        assertThat(swarm.indispensable()).isEmpty();
        assertThat(new Swarm(3, List.of()).health().sentence()).isEqualTo("blocks 0, 1, 2 are served by nobody");
    }

    @Test
    void spans_that_overlap_without_lining_up_serve_every_block_and_no_session() {
        Swarm swarm = new Swarm(6, List.of(node(1, 0, 4), node(2, 0, 4), node(3, 3, 6), node(4, 3, 6)));

        assertThat(swarm.unserved()).isEmpty();
        assertThat(swarm.isWhole()).isFalse();
        assertThat(swarm.health()).isEqualTo(new Health.Disjointed());
        assertThat(swarm.health().state()).isEqualTo("broken");
    }

    @Test
    void a_node_can_be_indispensable_though_others_serve_its_blocks() {
        Swarm swarm = new Swarm(6, List.of(node(1, 0, 3), node(2, 0, 3), node(3, 3, 6), node(4, 2, 6)));

        assertThat(swarm.redundancy()).containsExactly(2, 2, 3, 2, 2, 2);
        assertThat(swarm.health()).isEqualTo(new Health.AtRisk(3, NodeId.of(3), false));
        assertThat(swarm.health().sentence()).isEqualTo("every chain of spans passes node 3 at block 3");
    }

    @Test
    void what_breaks_the_model_is_what_removing_every_node_and_every_pair_finds() {
        Random random = new Random(11);
        int atRisk = 0;
        int pairs = 0;
        for (int round = 0; round < 2000; round++) {
            int blocks = 1 + random.nextInt(6);
            List<Server> servers = new ArrayList<>();
            for (int id = 1; id <= random.nextInt(10); id++) {
                int first = random.nextInt(blocks);
                servers.add(node(id, first, first + 1 + random.nextInt(blocks - first)));
            }
            Swarm swarm = new Swarm(blocks, servers);
            List<NodeId> singles = singles(blocks, servers);

            assertThat(swarm.isWhole()).isEqualTo(passes(0, blocks, servers));
            assertThat(swarm.indispensable()).isEqualTo(singles);
            assertThat(swarm.indispensablePairs()).isEqualTo(pairs(blocks, servers, singles));
            assertThat(swarm.health() instanceof Health.AtRisk).isEqualTo(!singles.isEmpty());
            atRisk += singles.isEmpty() ? 0 : 1;
            pairs += swarm.indispensablePairs().isEmpty() ? 0 : 1;
        }
        assertThat(atRisk).isGreaterThan(200);
        assertThat(pairs).isGreaterThan(200);
    }

    @Test
    void a_span_beyond_the_model_is_refused() {
        assertThatThrownBy(() -> new Swarm(3, List.of(node(4, 2, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 4");
    }

    private static Server node(int id, int first, int end) {
        return new Server(NodeId.of(id), BlockSpan.between(first, end));
    }

    private static boolean passes(int from, int blocks, List<Server> servers) {
        return from == blocks
                || servers.stream()
                        .filter(server -> server.span().first() == from)
                        .anyMatch(server -> passes(server.span().end(), blocks, servers));
    }

    private static List<NodeId> singles(int blocks, List<Server> servers) {
        return passes(0, blocks, servers)
                ? servers.stream()
                        .filter(lost -> !passes(0, blocks, without(servers, lost, lost)))
                        .map(Server::node)
                        .toList()
                : List.of();
    }

    private static List<Pair> pairs(int blocks, List<Server> servers, List<NodeId> singles) {
        List<Pair> pairs = new ArrayList<>();
        if (!passes(0, blocks, servers)) {
            return pairs;
        }
        for (Server one : servers) {
            for (Server other : servers) {
                if (one.node().compareTo(other.node()) < 0
                        && !singles.contains(one.node())
                        && !singles.contains(other.node())
                        && !passes(0, blocks, without(servers, one, other))) {
                    pairs.add(new Pair(one.node(), other.node()));
                }
            }
        }
        return pairs;
    }

    private static List<Server> without(List<Server> servers, Server one, Server other) {
        return servers.stream()
                .filter(server -> !server.equals(one) && !server.equals(other))
                .toList();
    }
}
