package io.subnetvalidator.scp.p2p.gossip;

import static io.subnetvalidator.scp.p2p.gossip.RouterBench.TOPIC;
import static io.subnetvalidator.scp.p2p.gossip.RouterBench.all;
import static io.subnetvalidator.scp.p2p.gossip.RouterBench.graft;
import static io.subnetvalidator.scp.p2p.gossip.RouterBench.ihave;
import static io.subnetvalidator.scp.p2p.gossip.RouterBench.iwant;
import static io.subnetvalidator.scp.p2p.gossip.RouterBench.receivers;
import static io.subnetvalidator.scp.p2p.gossip.RouterBench.rpc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.gossip.GossipListener.Misbehaviour;
import io.subnetvalidator.scp.p2p.gossip.GossipListener.Refusal;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GossipRouterTest {

    private static final GossipSettings SETTINGS = GossipSettings.defaults();
    private static final GossipSettings MESH_ONLY =
            SETTINGS.withMesh(MeshSettings.defaults().withFloodPublish(false));
    private static final GossipSettings NO_MESH =
            SETTINGS.withMesh(MeshSettings.defaults().withFloodPublish(false).withDegrees(0, 0, 0, 0));

    private final RouterBench bench = new RouterBench(SETTINGS);

    @Test
    void a_peer_that_comes_hears_what_we_want_and_all_hear_when_that_changes() {
        bench.join();
        List<GossipEffect.Send> hello =
                bench.handle(new GossipEvent.PeerOpened(bench.key().peerId(), GossipVersion.V1_1, true));
        assertThat(all(hello, Rpc::subscriptions)).containsExactly(new Rpc.Subscription(TOPIC, true));

        List<GossipEffect.Send> leaving = bench.handle(new GossipEvent.Left(TOPIC));
        assertThat(all(leaving, Rpc::subscriptions)).containsExactly(new Rpc.Subscription(TOPIC, false));
    }

    @Test
    void a_message_is_validated_then_delivered_and_forwarded_but_not_back() {
        bench.join();
        List<PeerKey> peers = bench.peers(5);
        bench.beat();
        PeerKey author = peers.get(0);
        PeerKey sender = peers.get(1);
        SignedMessage message = bench.message(author);

        assertThat(bench.hear(sender, message)).isEmpty();
        assertThat(bench.delivered).isEmpty();
        bench.hear(peers.get(2), message);
        List<GossipEffect.Send> forwarded = bench.decide(message, Verdict.ACCEPT);

        assertThat(bench.validated).containsExactly(message);
        assertThat(bench.delivered).containsExactly(message);
        assertThat(receivers(forwarded, Rpc::messages))
                .containsExactlyInAnyOrder(peers.get(3).peerId(), peers.get(4).peerId());
        assertThat(bench.score(sender)).isPositive();
        bench.hear(peers.get(4), message);
        assertThat(bench.validated).hasSize(1);
    }

    @Test
    void a_forged_message_is_not_forwarded_and_two_of_them_graylist_the_peer() {
        bench.join();
        List<PeerKey> peers = bench.peers(5);
        bench.beat();
        PeerKey bad = peers.get(0);

        assertThat(bench.hear(bad, bench.forgery(peers.get(1).peerId(), 7))).isEmpty();
        assertThat(bench.refusals).containsExactly(Refusal.FORGED);
        assertThat(bench.score(bad)).isEqualTo(-20);
        assertThat(receivers(bench.beat(), Rpc::prunes)).containsExactly(bad.peerId());

        bench.hear(bad, bench.forgery(peers.get(1).peerId(), 8));
        bench.hear(bad, bench.message(peers.get(1)));

        assertThat(bench.validated).isEmpty();
        assertThat(bench.refusals).containsExactly(Refusal.FORGED, Refusal.FORGED, Refusal.GRAYLISTED);
        assertThat(bench.router.state().graylisted()).isEqualTo(1);
    }

    @Test
    void a_forgery_with_the_id_of_a_real_message_does_not_keep_it_out() {
        bench.join();
        PeerKey author = bench.peer();
        PeerKey forger = bench.peer();
        SignedMessage real = SignedMessage.sign(author, TOPIC, new byte[5], 7);
        SignedMessage forged = bench.forgery(author.peerId(), 7);
        assertThat(forged.id()).isEqualTo(real.id());

        bench.hear(forger, forged);
        bench.hear(author, real);

        assertThat(bench.validated).containsExactly(real);
    }

    @Test
    void a_rejected_message_costs_everybody_who_brought_it_and_an_ignored_one_nobody() {
        bench.join();
        List<PeerKey> peers = bench.peers(4);
        bench.beat();
        SignedMessage rejected = bench.message(peers.get(0));
        bench.hear(peers.get(1), rejected);
        bench.hear(peers.get(2), rejected);
        assertThat(bench.decide(rejected, Verdict.REJECT)).isEmpty();
        SignedMessage ignored = bench.message(peers.get(0));
        bench.hear(peers.get(3), ignored);
        assertThat(bench.decide(ignored, Verdict.IGNORE)).isEmpty();

        assertThat(bench.score(peers.get(1))).isEqualTo(-20);
        assertThat(bench.score(peers.get(2))).isEqualTo(-20);
        assertThat(bench.score(peers.get(3))).isZero();
        assertThat(bench.delivered).isEmpty();
    }

    @Test
    void a_verdict_that_does_not_come_in_time_counts_as_ignored() {
        bench.join();
        PeerKey peer = bench.peer();
        SignedMessage message = bench.message(peer);
        bench.hear(peer, message);
        assertThat(bench.router.state().validatingBytes()).isPositive();

        bench.beat(Duration.ofSeconds(12));

        assertThat(bench.router.state().validatingBytes()).isZero();
        assertThat(bench.refusals).containsExactly(Refusal.IGNORED);
        assertThat(bench.decide(message, Verdict.ACCEPT)).isEmpty();
        assertThat(bench.delivered).isEmpty();
    }

    @Test
    void our_own_message_that_comes_back_and_messages_of_unknown_topics_are_not_taken() {
        bench.join();
        PeerKey peer = bench.peer();
        bench.hear(peer, bench.message(bench.self));
        bench.hear(peer, SignedMessage.sign(peer, new Topic("another"), new byte[1], 1));

        assertThat(bench.validated).isEmpty();
        assertThat(bench.refusals).containsExactly(Refusal.NOT_JOINED);
        assertThat(bench.score(peer)).isZero();
    }

    @Test
    void author_and_sender_must_be_admitted_at_the_moment_of_receipt() {
        bench.join();
        PeerKey sender = bench.peer();
        PeerKey author = bench.key();
        SignedMessage message = bench.message(author);
        bench.banned.add(author.peerId());
        bench.hear(sender, message);
        assertThat(bench.validated).isEmpty();
        assertThat(bench.score(sender)).isZero();

        bench.banned.clear();
        bench.banned.add(sender.peerId());
        bench.hear(sender, message);
        assertThat(bench.validated).isEmpty();

        bench.banned.clear();
        bench.hear(sender, message);
        assertThat(bench.validated).containsExactly(message);
        assertThat(bench.refusals).containsExactly(Refusal.NOT_ADMITTED, Refusal.NOT_ADMITTED);
    }

    @Test
    void a_2_0_peer_never_gets_raw_ids_and_its_hexadecimal_ids_are_understood() {
        RouterBench lazy = new RouterBench(NO_MESH);
        lazy.join();
        PeerKey python = lazy.peer(GossipVersion.V2_0, false);
        PeerKey other = lazy.peer(GossipVersion.V1_2, false);
        SignedMessage ours = SignedMessage.sign(lazy.self, TOPIC, new byte[5], 3);
        lazy.handle(new GossipEvent.Published(ours));

        List<GossipEffect.Send> announced = lazy.beat();

        assertThat(receivers(announced, Rpc::ihaves)).containsExactlyInAnyOrder(python.peerId(), other.peerId());
        for (GossipEffect.Send send : announced) {
            boolean hex = send.peer().equals(python.peerId());
            assertThat(carries(lazy.router.encode(send), ours.id().hex().getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(hex);
            assertThat(carries(
                            lazy.router.encode(send),
                            HexFormat.of().parseHex(ours.id().hex())))
                    .isEqualTo(!hex);
        }
        List<GossipEffect.Send> given = lazy.hear(python.peerId(), iwant(List.of(ours.id())));
        assertThat(all(given, Rpc::messages)).containsExactly(ours);

        MessageId missing = MessageId.of(python.peerId(), 99);
        List<GossipEffect.Send> asked = lazy.hear(python.peerId(), ihave(List.of(missing)));
        assertThat(all(asked, Rpc::iwant)).containsExactly(missing);
        assertThat(carries(lazy.router.encode(asked.get(0)), missing.hex().getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
    }

    @Test
    void a_large_message_is_announced_as_no_longer_wanted_to_those_who_understand() {
        bench.join();
        PeerKey old = bench.peer(GossipVersion.V1_1, false);
        PeerKey current = bench.peer(GossipVersion.V1_2, false);
        PeerKey python = bench.peer(GossipVersion.V2_0, false);
        PeerKey sender = bench.peer(GossipVersion.V1_2, false);
        bench.beat();
        assertThat(bench.router.mesh(TOPIC)).hasSize(4).contains(old.peerId());

        assertThat(bench.hear(sender, bench.message(sender, 1023))).isEmpty();
        SignedMessage large = bench.message(sender, 1024);
        List<GossipEffect.Send> sent = bench.hear(sender, large);

        assertThat(receivers(sent, Rpc::idontwant)).containsExactlyInAnyOrder(current.peerId(), python.peerId());
        assertThat(all(sent, Rpc::idontwant)).containsOnly(large.id());
    }

    @Test
    void what_a_peer_does_not_want_it_does_not_get_until_some_heartbeats_later() {
        bench.join();
        PeerKey author = bench.peer();
        PeerKey sated = bench.peer();
        bench.beat();
        SignedMessage first = bench.message(author);
        SignedMessage second = bench.message(author);
        bench.hear(sated.peerId(), rpc(draft -> draft.idontwant.addAll(List.of(first.id(), second.id()))));
        bench.hear(author, first);
        assertThat(bench.decide(first, Verdict.ACCEPT)).isEmpty();

        bench.beat(Duration.ofSeconds(3));
        bench.hear(author, second);
        assertThat(receivers(bench.decide(second, Verdict.ACCEPT), Rpc::messages))
                .containsExactly(sated.peerId());
    }

    @Test
    void a_mesh_that_is_too_small_is_filled_to_its_degree() {
        bench.join();
        bench.peers(5);
        bench.beat();
        assertThat(bench.router.mesh(TOPIC)).hasSize(5);
        bench.peers(20);

        List<GossipEffect.Send> sent = bench.beat();

        assertThat(all(sent, Rpc::grafts)).hasSize(3);
        assertThat(bench.router.mesh(TOPIC)).hasSize(8);
    }

    @Test
    void a_mesh_that_is_too_large_is_cut_to_its_degree_and_keeps_connections_we_opened() {
        for (int seed = 1; seed <= 20; seed++) {
            RouterBench crowded = new RouterBench(SETTINGS, seed);
            crowded.join();
            List<PeerKey> inbound = crowded.peers(12);
            inbound.forEach(peer -> crowded.hear(peer.peerId(), graft()));
            PeerKey dialled = crowded.peer(GossipVersion.V1_1, true);
            PeerKey another = crowded.peer(GossipVersion.V1_1, true);
            crowded.hear(dialled.peerId(), graft());
            crowded.hear(another.peerId(), graft());
            assertThat(crowded.router.mesh(TOPIC)).hasSize(14);
            PeerKey best = inbound.get(3);
            SignedMessage message = crowded.message(best);
            crowded.hear(best, message);
            crowded.decide(message, Verdict.ACCEPT);

            List<GossipEffect.Send> sent = crowded.beat();

            assertThat(all(sent, Rpc::prunes)).hasSize(6);
            assertThat(crowded.router.mesh(TOPIC))
                    .hasSize(8)
                    .contains(dialled.peerId(), another.peerId(), best.peerId());
        }
    }

    @Test
    void a_full_mesh_without_connections_we_opened_takes_some() {
        bench.join();
        bench.peers(8).forEach(peer -> bench.hear(peer.peerId(), graft()));
        PeerKey one = bench.peer(GossipVersion.V1_1, true);
        PeerKey two = bench.peer(GossipVersion.V1_1, true);
        bench.peer(GossipVersion.V1_1, true);

        assertThat(all(bench.beat(), Rpc::grafts)).hasSize(2);
        assertThat(bench.router.mesh(TOPIC)).hasSize(10).containsAnyOf(one.peerId(), two.peerId());
    }

    @Test
    void a_graft_into_a_full_mesh_is_answered_by_a_prune() {
        bench.join();
        bench.peers(12)
                .forEach(peer -> assertThat(bench.hear(peer.peerId(), graft())).isEmpty());
        PeerKey late = bench.peer();

        assertThat(all(bench.hear(late.peerId(), graft()), Rpc::prunes))
                .containsExactly(new Rpc.Prune(TOPIC, Optional.of(Duration.ofSeconds(60))));
        assertThat(bench.misbehaviours).isEmpty();
    }

    @Test
    void coming_back_before_the_backoff_is_over_costs_score_and_after_it_does_not() {
        bench.join();
        bench.peers(12).forEach(peer -> bench.hear(peer.peerId(), graft()));
        PeerKey pushy = bench.peer();
        bench.hear(pushy.peerId(), graft());

        for (int i = 0; i < 7; i++) {
            assertThat(all(bench.hear(pushy.peerId(), graft()), Rpc::prunes)).hasSize(i < 6 ? 1 : 0);
        }
        assertThat(bench.misbehaviours).hasSize(6).containsOnly(Misbehaviour.IGNORED_BACKOFF);
        assertThat(bench.router.state().graylisted()).isEqualTo(1);

        PeerKey patient = bench.peer();
        bench.hear(patient.peerId(), graft());
        bench.beat(Duration.ofSeconds(59));
        bench.handle(new GossipEvent.PeerGone(bench.router.mesh(TOPIC).get(0)));
        bench.handle(new GossipEvent.PeerGone(bench.router.mesh(TOPIC).get(0)));
        bench.handle(new GossipEvent.PeerGone(bench.router.mesh(TOPIC).get(0)));
        bench.misbehaviours.clear();
        assertThat(bench.hear(patient.peerId(), graft())).isEmpty();
        assertThat(bench.router.mesh(TOPIC)).contains(patient.peerId());
        assertThat(bench.misbehaviours).isEmpty();
    }

    @Test
    void a_peer_that_prunes_us_is_left_alone_for_as_long_as_it_says() {
        bench.join();
        PeerKey peer = bench.peer();
        bench.beat();
        assertThat(bench.router.mesh(TOPIC)).containsExactly(peer.peerId());
        bench.hear(
                peer.peerId(),
                rpc(draft -> draft.prunes.add(new Rpc.Prune(TOPIC, Optional.of(Duration.ofSeconds(100))))));
        assertThat(bench.router.mesh(TOPIC)).isEmpty();

        assertThat(all(bench.beat(Duration.ofSeconds(102)), Rpc::grafts)).isEmpty();
        assertThat(all(bench.beat(Duration.ofSeconds(2)), Rpc::grafts)).containsExactly(TOPIC);
    }

    @Test
    void leaving_a_topic_prunes_its_mesh_with_a_short_backoff() {
        bench.join();
        bench.peers(3);
        bench.beat();

        assertThat(all(bench.handle(new GossipEvent.Left(TOPIC)), Rpc::prunes))
                .hasSize(3)
                .containsOnly(new Rpc.Prune(TOPIC, Optional.of(Duration.ofSeconds(10))));
        assertThat(bench.router.state().meshLinks()).isZero();
    }

    @Test
    void our_message_floods_all_subscribers_or_goes_to_the_mesh_only() {
        bench.join();
        bench.peers(20);
        bench.beat();
        RouterBench thrifty = new RouterBench(MESH_ONLY);
        thrifty.join();
        thrifty.peers(20);
        thrifty.beat();

        assertThat(bench.handle(new GossipEvent.Published(bench.message(bench.self))))
                .hasSize(20);
        assertThat(receivers(thrifty.handle(new GossipEvent.Published(thrifty.message(thrifty.self))), Rpc::messages))
                .containsExactlyInAnyOrderElementsOf(thrifty.router.mesh(TOPIC))
                .hasSize(8);
    }

    @Test
    void messages_of_a_topic_we_did_not_join_go_to_the_same_peers_for_a_while() {
        RouterBench outsider = new RouterBench(MESH_ONLY);
        outsider.peers(40);
        List<PeerId> first =
                receivers(outsider.handle(new GossipEvent.Published(outsider.message(outsider.self))), Rpc::messages);
        outsider.beat(Duration.ofSeconds(50));
        List<PeerId> second =
                receivers(outsider.handle(new GossipEvent.Published(outsider.message(outsider.self))), Rpc::messages);
        outsider.beat(Duration.ofSeconds(70));
        List<PeerId> third =
                receivers(outsider.handle(new GossipEvent.Published(outsider.message(outsider.self))), Rpc::messages);

        assertThat(first).hasSize(8);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first);
        assertThat(third).hasSize(8).isNotEqualTo(first);
        List<GossipEffect.Send> joined = outsider.handle(new GossipEvent.Joined(TOPIC));
        assertThat(receivers(joined, Rpc::grafts)).containsExactlyInAnyOrderElementsOf(third);
    }

    @Test
    void a_promise_that_is_broken_costs_score_and_one_that_somebody_keeps_does_not() {
        bench.join();
        List<PeerKey> peers = bench.peers(3);
        SignedMessage real = bench.message(peers.get(2));
        MessageId invented = MessageId.of(peers.get(2).peerId(), 1_000_000);
        bench.hear(peers.get(0).peerId(), ihave(List.of(real.id())));
        bench.hear(peers.get(1).peerId(), ihave(List.of(invented)));
        bench.hear(peers.get(2), real);

        bench.beat(Duration.ofSeconds(5));

        assertThat(bench.misbehaviours).containsExactly(Misbehaviour.BROKEN_PROMISE);
    }

    @Test
    void a_peer_that_only_promises_is_graylisted() {
        bench.join();
        PeerKey liar = bench.peer();
        for (int i = 0; bench.router.state().graylisted() == 0; i++) {
            assertThat(i).isLessThan(20);
            bench.hear(liar.peerId(), ihave(List.of(MessageId.of(liar.peerId(), i))));
            bench.beat();
        }
    }

    @Test
    void announcements_are_heeded_within_the_limits_of_a_heartbeat() {
        bench.join();
        PeerKey peer = bench.peer();
        List<MessageId> many = ids(peer, 0, 600);
        assertThat(all(bench.hear(peer.peerId(), ihave(many)), Rpc::iwant)).hasSize(600);
        assertThat(all(bench.hear(peer.peerId(), ihave(ids(peer, 600, 600))), Rpc::iwant))
                .hasSize(400);
        for (int i = 0; i < 8; i++) {
            assertThat(bench.hear(peer.peerId(), ihave(ids(peer, 2000, 10)))).isEmpty();
        }
        assertThat(bench.misbehaviours).isEmpty();
        bench.hear(peer.peerId(), ihave(ids(peer, 2000, 10)));
        assertThat(bench.misbehaviours).containsExactly(Misbehaviour.IHAVE_SPAM);

        bench.beat();
        assertThat(all(bench.hear(peer.peerId(), ihave(ids(peer, 3000, 10))), Rpc::iwant))
                .hasSize(10);
    }

    @Test
    void a_message_is_given_to_one_peer_three_times_and_for_five_heartbeats() {
        bench.join();
        PeerKey peer = bench.peer();
        PeerKey other = bench.peer();
        SignedMessage ours = bench.message(bench.self);
        bench.handle(new GossipEvent.Published(ours));
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            given.add(bench.hear(peer.peerId(), iwant(List.of(ours.id(), ours.id())))
                    .size());
        }
        assertThat(given).containsExactly(1, 1, 1, 0);

        bench.beat(Duration.ofSeconds(4));
        assertThat(bench.hear(other.peerId(), iwant(List.of(ours.id())))).hasSize(1);
        bench.beat();
        assertThat(bench.hear(other.peerId(), iwant(List.of(ours.id())))).isEmpty();
    }

    @Test
    void asking_for_more_than_a_heartbeat_allows_is_not_served_and_costs_score() {
        bench.join();
        PeerKey peer = bench.peer();
        SignedMessage ours = bench.message(bench.self);
        bench.handle(new GossipEvent.Published(ours));
        bench.hear(peer.peerId(), iwant(ids(peer, 0, 1000)));
        assertThat(bench.misbehaviours).isEmpty();

        assertThat(bench.hear(peer.peerId(), iwant(List.of(ours.id())))).isEmpty();
        assertThat(bench.misbehaviours).containsExactly(Misbehaviour.IWANT_SPAM);
    }

    @Test
    void a_flood_of_messages_is_cut_off_and_graylists_its_sender_while_others_are_heard() {
        bench.join();
        PeerKey flooder = bench.peer();
        PeerKey honest = bench.peer();
        SignedMessage same = bench.message(flooder);
        for (int i = 0; i < 1000; i++) {
            bench.hear(flooder, same);
        }
        assertThat(bench.misbehaviours).isEmpty();
        for (int i = 0; bench.router.state().graylisted() == 0; i++) {
            assertThat(i).isLessThan(40);
            bench.hear(flooder, same);
        }
        SignedMessage message = bench.message(honest);
        bench.hear(honest, message);

        assertThat(bench.validated).containsExactly(same, message);
        assertThat(bench.score(honest)).isZero();
    }

    @Test
    void bytes_and_control_entries_are_limited_too() {
        bench.join();
        PeerKey fat = bench.peer();
        PeerKey chatty = bench.peer();
        byte[] padding = new Protobuf.Writer().bytes(15, new byte[1_500_000]).toBytes();
        for (int i = 0; i < 12; i++) {
            bench.handle(new GossipEvent.Received(fat.peerId(), GossipVersion.V1_2, padding));
        }
        assertThat(bench.misbehaviours).containsExactly(Misbehaviour.FLOOD);
        assertThat(bench.refusals).containsOnly(Refusal.FLOOD);
        for (int i = 0; i < 5; i++) {
            bench.hear(chatty.peerId(), rpc(draft -> draft.idontwant.addAll(ids(chatty, 0, 4000))));
        }
        assertThat(bench.misbehaviours).hasSize(2);
    }

    @Test
    void garbage_costs_as_much_as_a_forgery() {
        PeerKey peer = bench.peer();
        bench.handle(new GossipEvent.Received(peer.peerId(), GossipVersion.V1_2, new byte[] {1, 2, 3}));

        assertThat(bench.refusals).containsExactly(Refusal.MALFORMED);
        assertThat(bench.score(peer)).isEqualTo(-20);
    }

    @Test
    void nobody_is_forgiven_for_coming_back_before_time_has_healed_it() {
        bench.join();
        PeerKey bad = bench.peer();
        PeerKey good = bench.peer();
        bench.hear(bad, bench.forgery(good.peerId(), 1));
        bench.hear(bad, bench.forgery(good.peerId(), 2));
        double before = bench.score(bad);
        bench.handle(new GossipEvent.PeerGone(bad.peerId()));
        assertThat(bench.router.state().remembered()).isEqualTo(1);

        bench.connect(bad.peerId(), GossipVersion.V1_2, false);
        assertThat(bench.score(bad)).isEqualTo(before);
        bench.handle(new GossipEvent.PeerGone(bad.peerId()));
        bench.beat(Duration.ofMinutes(61));
        assertThat(bench.router.state().remembered()).isZero();
    }

    @Test
    void a_new_connection_brings_no_new_allowance() {
        bench.join();
        PeerKey peer = bench.peer();
        SignedMessage same = bench.message(peer);
        for (int i = 0; i < 1000; i++) {
            bench.hear(peer, same);
        }
        bench.handle(new GossipEvent.PeerGone(peer.peerId()));
        bench.connect(peer.peerId(), GossipVersion.V1_2, false);

        bench.hear(peer, same);

        assertThat(bench.misbehaviours).containsExactly(Misbehaviour.FLOOD);
    }

    @Test
    void a_peer_we_cannot_send_to_leaves_the_mesh_and_comes_back_with_its_topics() {
        bench.join();
        PeerKey peer = bench.peer();
        bench.beat();
        bench.handle(new GossipEvent.PeerClosed(peer.peerId()));
        assertThat(bench.router.mesh(TOPIC)).isEmpty();
        assertThat(bench.beat()).isEmpty();

        bench.handle(new GossipEvent.PeerOpened(peer.peerId(), GossipVersion.V1_1, false));
        assertThat(all(bench.beat(), Rpc::grafts)).containsExactly(TOPIC);
    }

    /** Whatever hostile peers do in whatever order, what the router holds stays below its limits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void memory_stays_within_its_bounds_whatever_peers_do(long seed) {
        GossipLimits tight = GossipLimits.defaults()
                .withMemory(20, 100, 40_000, 8000)
                .withRates(
                        new GossipLimits.Rate(1e6, 1e6),
                        new GossipLimits.Rate(1e9, 1e9),
                        new GossipLimits.Rate(1e6, 1e6));
        RouterBench hostile = new RouterBench(SETTINGS.withLimits(tight), seed);
        Random random = new Random(seed);
        hostile.join();
        List<PeerKey> keys = IntStream.range(0, 60).mapToObj(i -> hostile.key()).toList();
        for (int step = 0; step < 2000; step++) {
            PeerKey peer = keys.get(random.nextInt(keys.size()));
            switch (random.nextInt(9)) {
                case 0 -> hostile.connect(peer.peerId(), GossipVersion.V1_2, random.nextBoolean());
                case 1 -> hostile.handle(new GossipEvent.PeerGone(peer.peerId()));
                case 2 -> hostile.hear(peer, hostile.forgery(keys.get(0).peerId(), random.nextInt()));
                case 3 -> hostile.hear(peer.peerId(), ihave(ids(peer, random.nextInt(10_000), 50)));
                case 4 ->
                    hostile.hear(peer.peerId(), rpc(draft -> {
                        for (int i = 0; i < 100; i++) {
                            draft.subscriptions.add(new Rpc.Subscription(new Topic("t" + random.nextInt()), true));
                        }
                    }));
                case 5 -> hostile.hear(peer.peerId(), graft());
                case 6 -> hostile.beat();
                default -> {
                    SignedMessage message = hostile.message(peer, random.nextInt(2000));
                    hostile.hear(peer, message);
                    if (random.nextInt(3) > 0) {
                        hostile.decide(message, Verdict.ACCEPT);
                    }
                }
            }
            GossipState state = hostile.router.state();
            assertThat(state.peers()).isLessThanOrEqualTo(20);
            assertThat(state.remembered()).isLessThanOrEqualTo(20);
            assertThat(state.seen()).isLessThanOrEqualTo(100);
            assertThat(state.cachedBytes()).isLessThanOrEqualTo(40_000);
            assertThat(state.validatingBytes()).isBetween(0L, 8000L);
            assertThat(state.meshLinks()).isLessThanOrEqualTo(14);
        }
        assertThat(hostile.delivered).isNotEmpty();
        assertThat(hostile.refusals).contains(Refusal.OVERLOADED, Refusal.FORGED);
    }

    @Test
    void an_id_is_remembered_for_its_time_and_then_forgotten() {
        bench.join();
        PeerKey peer = bench.peer();
        SignedMessage message = bench.message(peer);
        bench.hear(peer, message);
        bench.decide(message, Verdict.ACCEPT);
        bench.beat(Duration.ofSeconds(119));
        bench.hear(peer, message);
        assertThat(bench.validated).hasSize(1);

        bench.beat(Duration.ofSeconds(3));
        assertThat(bench.router.state().seen()).isZero();
        bench.hear(peer, message);
        assertThat(bench.validated).hasSize(2);
    }

    @Test
    void settings_that_contradict_each_other_are_refused() {
        MeshSettings mesh = MeshSettings.defaults();
        assertThatThrownBy(() -> mesh.withDegrees(8, 9, 12, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mesh.withDegrees(8, 6, 7, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mesh.withDegrees(8, 6, 12, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mesh.withHistory(2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mesh.withHeartbeat(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(MeshSettings.subnetTemplate().heartbeat()).isEqualTo(Duration.ofSeconds(2));
        GossipLimits.Rate rate = new GossipLimits.Rate(1, 1000);
        assertThatThrownBy(() -> GossipLimits.defaults().withRates(rate, rate, rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("largest message");
    }

    private static List<MessageId> ids(PeerKey author, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> MessageId.of(author.peerId(), i))
                .toList();
    }

    private static boolean carries(byte[] rpc, byte[] id) {
        return new String(rpc, StandardCharsets.ISO_8859_1).contains(new String(id, StandardCharsets.ISO_8859_1));
    }
}
