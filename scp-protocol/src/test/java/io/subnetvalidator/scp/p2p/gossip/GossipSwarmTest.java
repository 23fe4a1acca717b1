package io.subnetvalidator.scp.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of many routers together, under seeds. */
class GossipSwarmTest {

    private static final Topic TOPIC = new Topic("records");
    private static final List<GossipVersion> VERSIONS = List.of(GossipVersion.values());
    private static final GossipSettings SETTINGS = GossipSettings.defaults();
    private static final GossipSettings MESH_ONLY =
            SETTINGS.withMesh(MeshSettings.defaults().withFloodPublish(false));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void every_message_reaches_everybody_exactly_once_and_meshes_keep_their_bounds(long seed) {
        Swarm swarm = new Swarm(seed);
        List<Swarm.Member> members = swarm.add(30, MESH_ONLY);
        members.forEach(member -> member.join(TOPIC));
        connectSome(swarm, members, 10);
        swarm.beat(15);

        List<MessageId> published = new ArrayList<>();
        for (Swarm.Member member : members) {
            published.add(member.publish(TOPIC, new byte[] {1}));
            swarm.beat(1);
        }
        swarm.beat(5);

        for (int i = 0; i < members.size(); i++) {
            List<MessageId> others = new ArrayList<>(published);
            others.remove(i);
            assertThat(members.get(i).delivered).containsExactlyInAnyOrderElementsOf(others);
            assertThat(members.get(i).misbehaviours).isEmpty();
            assertThat(members.get(i).refusals).isEmpty();
            assertThat(members.get(i).router.mesh(TOPIC)).hasSizeBetween(1, 12);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void links_of_a_mesh_are_mutual_once_everything_arrived(long seed) {
        Swarm swarm = new Swarm(seed);
        List<Swarm.Member> members = swarm.add(25, MESH_ONLY);
        members.forEach(member -> member.join(TOPIC));
        swarm.connectAll(GossipVersion.V1_1);
        swarm.beat(30);

        for (Swarm.Member member : members) {
            assertThat(member.router.mesh(TOPIC)).hasSizeBetween(6, 12);
            for (var peer : member.router.mesh(TOPIC)) {
                assertThat(swarm.member(peer).router.mesh(TOPIC)).contains(member.id());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GossipVersion.class)
    void what_the_mesh_loses_is_recovered_by_asking(GossipVersion version) {
        Swarm swarm = new Swarm(21);
        List<Swarm.Member> members = swarm.add(
                20,
                SETTINGS.withMesh(
                        MeshSettings.defaults().withFloodPublish(false).withDegrees(3, 2, 4, 1)));
        members.forEach(member -> member.join(TOPIC));
        swarm.connectAll(version);
        swarm.beat(10);
        swarm.lossPercent = 60;
        List<MessageId> published = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            published.add(members.get(0).publish(TOPIC, new byte[] {1}));
        }
        swarm.beat(4);

        for (Swarm.Member member : members.subList(1, 20)) {
            assertThat(member.delivered).containsExactlyInAnyOrderElementsOf(published);
        }
        assertThat(members.stream().mapToInt(member -> member.asked).sum()).isPositive();
    }

    @Test
    void a_peer_that_comes_late_gets_what_it_missed() {
        Swarm swarm = new Swarm(31);
        List<Swarm.Member> members = swarm.add(14, SETTINGS);
        members.forEach(member -> member.join(TOPIC));
        swarm.connectAll(GossipVersion.V1_2);
        swarm.beat(5);
        MessageId missed = members.get(0).publish(TOPIC, new byte[] {1});
        swarm.settle();

        Swarm.Member late = swarm.add(SETTINGS);
        late.join(TOPIC);
        swarm.connectAll(GossipVersion.V1_2);
        swarm.beat(2);

        assertThat(late.delivered).containsExactly(missed);
    }

    @Test
    void without_any_mesh_messages_travel_by_gossip_only() {
        Swarm swarm = new Swarm(41);
        GossipSettings lazy = SETTINGS.withMesh(
                MeshSettings.defaults().withFloodPublish(false).withDegrees(0, 0, 0, 0));
        List<Swarm.Member> members = swarm.add(5, lazy);
        members.forEach(member -> member.join(TOPIC));
        swarm.connectAll(GossipVersion.V2_0);
        swarm.beat(1);
        MessageId id = members.get(0).publish(TOPIC, new byte[] {1});
        swarm.settle();
        assertThat(members).allMatch(member -> member.delivered.isEmpty());

        swarm.beat(2);

        assertThat(members.subList(1, 5)).allMatch(member -> member.delivered.equals(List.of(id)));
    }

    @Test
    void large_messages_travel_less_often_where_peers_can_say_they_have_them() {
        byte[] large = new byte[20_000];
        long with = copiesSent(GossipVersion.V1_2, large);
        long without = copiesSent(GossipVersion.V1_1, large);

        assertThat(with).isLessThan(without);
    }

    @Test
    void whoever_is_no_longer_admitted_is_neither_heard_nor_forwarded() {
        Swarm swarm = new Swarm(51);
        List<Swarm.Member> members = swarm.add(6, SETTINGS);
        members.forEach(member -> member.join(TOPIC));
        swarm.connectAll(GossipVersion.V1_1);
        swarm.beat(3);
        Swarm.Member banned = members.get(0);
        swarm.banned.add(banned.id());

        banned.publish(TOPIC, new byte[] {1});
        swarm.beat(5);

        assertThat(members).allMatch(member -> member.delivered.isEmpty());
        assertThat(members.subList(1, 6))
                .allMatch(member -> member.refusals.stream().allMatch(GossipListener.Refusal.NOT_ADMITTED::equals));
        assertThat(members.get(1).refusals).isNotEmpty();
    }

    private static long copiesSent(GossipVersion version, byte[] data) {
        Swarm swarm = new Swarm(61);
        List<Swarm.Member> members = swarm.add(20, MESH_ONLY);
        members.forEach(member -> member.join(TOPIC));
        swarm.connectAll(version);
        swarm.beat(10);
        long before = swarm.packetsWithMessages;
        members.get(0).publish(TOPIC, data);
        swarm.beat(1);
        assertThat(members.subList(1, 20)).allMatch(member -> member.delivered.size() == 1);
        return swarm.packetsWithMessages - before;
    }

    private static void connectSome(Swarm swarm, List<Swarm.Member> members, int each) {
        for (int i = 0; i < members.size(); i++) {
            swarm.connect(members.get(i), members.get((i + 1) % members.size()), GossipVersion.V1_2);
            Set<Integer> others = new HashSet<>();
            while (others.size() < each / 2) {
                others.add(swarm.random.nextInt(members.size()));
            }
            for (int other : others) {
                swarm.connect(members.get(i), members.get(other), VERSIONS.get(swarm.random.nextInt(VERSIONS.size())));
            }
        }
    }
}
