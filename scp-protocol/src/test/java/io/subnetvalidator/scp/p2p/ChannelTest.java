package io.subnetvalidator.scp.p2p;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.LIMITS;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.listen;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import io.subnetvalidator.scp.p2p.wire.RawPeer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelTest {

    private static final String NEW = "/test/talk/2.0.0";
    private static final String OLD = "/test/talk/1.0.0";
    private static final ChannelProtocol BOTH = new ChannelProtocol(List.of(NEW, OLD), 1000, 100_000);

    private final LoopbackPeers peers = new LoopbackPeers();

    @AfterEach
    void close() {
        peers.close();
    }

    /** Notes everything as a line of text. */
    private static final class Talk implements ChannelHandler {
        final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void opened(PeerId peer, String protocol, Direction direction) {
            heard.add("opened " + protocol + " " + direction);
        }

        @Override
        public void closed(PeerId peer) {
            heard.add("closed");
        }

        @Override
        public void disconnected(PeerId peer) {
            heard.add("disconnected");
        }

        @Override
        public void received(PeerId peer, String protocol, byte[] message) {
            heard.add("received " + protocol + " " + message.length);
        }

        String next() {
            try {
                String line = heard.poll(20, TimeUnit.SECONDS);
                assertThat(line).as("something within 20 seconds").isNotNull();
                return String.valueOf(line);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static boolean send(Channels channels, PeerId peer, int length) {
        Promise<Boolean> sent = Promise.promise();
        channels.execute(() -> sent.complete(channels.send(peer, new byte[length])));
        return await(sent.future());
    }

    @Test
    void messages_go_both_ways_over_the_best_common_version_and_identify_names_it() {
        Libp2pNetwork one = peers.network();
        Libp2pNetwork two = peers.network();
        Talk first = new Talk();
        Talk second = new Talk();
        Channels ofOne = one.channels(BOTH, first);
        Channels ofTwo = two.channels(new ChannelProtocol(List.of(OLD), 1000, 100_000), second);
        PeerAddress address = listen(two);

        assertThat(await(one.identify(address, DEADLINE)).protocols())
                .contains(OLD)
                .doesNotContain(NEW);
        assertThat(first.next()).isEqualTo("opened " + OLD + " OUTBOUND");
        assertThat(second.next()).isEqualTo("opened " + OLD + " INBOUND");
        for (int length : new int[] {0, 1, 1000}) {
            assertThat(send(ofOne, two.self(), length)).isTrue();
            assertThat(send(ofTwo, one.self(), length)).isTrue();
            assertThat(first.next()).isEqualTo("received " + OLD + " " + length);
            assertThat(second.next()).isEqualTo("received " + OLD + " " + length);
        }
    }

    @Test
    void a_channel_is_opened_on_connections_that_were_there_before_and_keeps_them_from_being_idle() {
        PeerNetworkLimits shortIdle = LIMITS.withTimes(
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofMillis(50));
        Libp2pNetwork one = peers.network(shortIdle);
        Libp2pNetwork two = peers.network(shortIdle);
        Talk first = new Talk();
        Talk second = new Talk();
        PeerAddress address = listen(two);
        await(one.ping(address, DEADLINE));
        one.channels(BOTH, first);
        two.channels(BOTH, second);
        assertThat(first.next()).isEqualTo("opened " + NEW + " OUTBOUND");
        assertThat(second.next()).isEqualTo("opened " + NEW + " INBOUND");

        await(peers.vertx.timer(1, TimeUnit.SECONDS));

        assertThat(await(one.state()).outbound()).isEqualTo(1);
        assertThat(await(one.state()).streams()).isEqualTo(2);
        assertThat(first.heard).isEmpty();
    }

    @Test
    void a_peer_that_does_not_speak_the_protocol_is_left_alone_and_requests_still_work() {
        Libp2pNetwork one = peers.network();
        Libp2pNetwork two = peers.network();
        Talk first = new Talk();
        Channels channels = one.channels(BOTH, first);
        two.serve("/test/echo/1.0.0", 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(two);

        assertThat(await(one.request(address, "/test/echo/1.0.0", new byte[5], 100, DEADLINE)))
                .hasSize(5);
        peers.awaitState(one, state -> state.streams() == 0);

        assertThat(send(channels, two.self(), 1)).isFalse();
        assertThat(first.heard).isEmpty();
    }

    @Test
    void whoever_leaves_is_closed_and_disconnected_at_the_other_end() {
        Libp2pNetwork one = peers.network();
        Libp2pNetwork two = peers.network();
        Talk second = new Talk();
        one.channels(BOTH, new Talk());
        Channels ofTwo = two.channels(BOTH, second);
        await(one.ping(listen(two), DEADLINE));
        assertThat(second.next()).startsWith("opened");

        await(one.close());

        assertThat(second.next()).isEqualTo("closed");
        assertThat(second.next()).isEqualTo("disconnected");
        assertThat(send(ofTwo, one.self(), 1)).isFalse();
    }

    @Test
    void two_peers_that_dial_each_other_at_once_end_with_one_channel_each_way() {
        for (int run = 0; run < 5; run++) {
            Libp2pNetwork one = peers.network();
            Libp2pNetwork two = peers.network();
            Talk first = new Talk();
            Talk second = new Talk();
            Channels ofOne = one.channels(BOTH, first);
            Channels ofTwo = two.channels(BOTH, second);
            PeerAddress atOne = listen(one);
            PeerAddress atTwo = listen(two);
            Future<Void> there = one.ping(atTwo, DEADLINE);
            Future<Void> back = two.ping(atOne, DEADLINE);
            await(Future.join(there, back).otherwiseEmpty());
            peers.awaitState(one, state -> state.connections() == 1 && state.streams() == 2);
            peers.awaitState(two, state -> state.connections() == 1 && state.streams() == 2);

            first.heard.clear();
            second.heard.clear();
            assertThat(send(ofOne, two.self(), 7)).isTrue();
            assertThat(send(ofTwo, one.self(), 8)).isTrue();
            assertThat(first.next()).isEqualTo("received " + NEW + " 8");
            assertThat(second.next()).isEqualTo("received " + NEW + " 7");
        }
    }

    @Test
    void what_a_slow_reader_leaves_waiting_is_limited() throws IOException {
        Libp2pNetwork server = peers.network();
        Talk talk = new Talk();
        Channels channels = server.channels(new ChannelProtocol(List.of(NEW), 1 << 20, 3 << 20), talk);
        PeerAddress address = listen(server);
        try (RawPeer silent = new RawPeer(address.host(), address.port())) {
            silent.upgrade().acceptStream(2, NEW);
            assertThat(talk.next()).isEqualTo("opened " + NEW + " INBOUND");
            PeerId peer = silent.peer();
            List<Boolean> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(send(channels, peer, 1 << 20));
            }
            assertThat(sent.get(0)).isTrue();
            assertThat(sent).endsWith(false, false, false);
            assertThat(await(server.state()).bufferedBytes()).isLessThan(4 << 20);
        }
    }

    @Test
    void a_message_above_the_limit_costs_the_stream_and_the_next_stream_replaces_one_that_stands() throws IOException {
        Libp2pNetwork server = peers.network();
        Talk talk = new Talk();
        server.channels(new ChannelProtocol(List.of(NEW), 1000, 100_000), talk);
        PeerAddress address = listen(server);
        try (RawPeer peer = new RawPeer(address.host(), address.port())) {
            peer.upgrade().openStream(NEW).data(1, new byte[] {3, 1, 2, 3});
            assertThat(talk.next()).isEqualTo("received " + NEW + " 3");
            peer.openStream(3, NEW).data(3, new byte[] {1, 9});
            assertThat(talk.next()).isEqualTo("received " + NEW + " 1");
            peers.awaitState(server, state -> state.streams() == 2);
            peer.data(3, new byte[] {(byte) 0xE9, 0x07});
            peers.awaitState(server, state -> state.streams() == 1);
            peer.openStream(5, NEW).data(5, new byte[] {0});
            assertThat(talk.next()).isEqualTo("received " + NEW + " 0");
        }
    }

    @Test
    void admission_is_asked_for_every_message() {
        Set<PeerId> banned = ConcurrentHashMap.newKeySet();
        Libp2pNetwork picky = peers.network(
                PeerKey.generate(peers.random),
                peer -> !banned.contains(peer),
                PeerNetworkLimits.defaults(),
                PeerNetworkListener.NONE);
        Libp2pNetwork other = peers.network();
        Talk talk = new Talk();
        picky.channels(BOTH, talk);
        Talk far = new Talk();
        Channels channels = other.channels(BOTH, far);
        await(other.ping(listen(picky), DEADLINE));
        assertThat(far.next()).startsWith("opened");
        assertThat(talk.next()).startsWith("opened");
        assertThat(send(channels, picky.self(), 1)).isTrue();
        assertThat(talk.next()).startsWith("received");

        banned.add(other.self());
        send(channels, picky.self(), 2);

        assertThat(talk.next()).isEqualTo("closed");
        assertThat(talk.next()).isEqualTo("disconnected");
    }
}
