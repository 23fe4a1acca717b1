package io.subnetvalidator.scp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.scp.exchange.WireFormat.Push;
import io.subnetvalidator.scp.exchange.WireFormat.Status;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.subnetvalidator.scp.protocol.BatchAdmission;
import io.subnetvalidator.scp.protocol.EquivocationEvidence;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.FaultProofNotice;
import io.subnetvalidator.scp.protocol.ObservationBatch;
import io.subnetvalidator.scp.protocol.ProposalManifest;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import io.subnetvalidator.scp.protocol.SignedBatch;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.subnetvalidator.scp.protocol.Wanted;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerExchangeTest {

    private static final SubnetContext CONTEXT = new SubnetContext(hash(1), SubnetId.of(128_001));
    private static final BatchAdmission ADMISSION = new BatchAdmission(CONTEXT, hash(2), hash(3));
    private static final Epoch EPOCH = Epoch.of(9);
    private static final int VALIDATORS = 4;

    private final LoopbackNetwork network = new LoopbackNetwork();
    private final List<Peer> peers = IntStream.rangeClosed(1, VALIDATORS)
            .mapToObj(id -> new Peer(id, 16_384, 1 << 20))
            .toList();

    /** One validator's exchange and what it heard. */
    private final class Peer {
        final List<Event> events = new ArrayList<>();
        final BatchStore batches;
        final ProofStore proofs = new MemoryProofStore(1 << 20);
        final PeerExchange exchange;

        Peer(int id, int messages, long storeBytes) {
            this.batches = new MemoryBatchStore(storeBytes);
            ExchangeSettings settings = new ExchangeSettings(
                    NodeId.of(id), ADMISSION, Duration.ofSeconds(1), 3, 64, 1024, messages, 1 << 20);
            this.exchange = new PeerExchange(
                    network.join(key(id).peerId()),
                    LoopbackNetwork::addressOf,
                    settings,
                    batches,
                    proofs,
                    proof -> Optional.of(Blake2b.hash256(proof.toBytes())),
                    events::add);
            exchange.start();
            exchange.use(roster(EPOCH));
        }
    }

    @Test
    void a_batch_reaches_every_validator_and_is_kept_once() {
        SignedBatch batch = batch(1, EPOCH, 20);
        assertThat(peer(1).exchange.publish(batch).result()).isEqualTo(3);
        assertThat(peer(1).exchange.publish(batch).result()).as("again").isEqualTo(3);
        for (int id = 2; id <= VALIDATORS; id++) {
            assertThat(peer(id).events).containsExactly(new Event.BatchArrived(batch));
            assertThat(peer(id).batches.named(batch.digest())).contains(batch);
        }
        assertThat(peer(1).exchange.undelivered()).isZero();
    }

    @Test
    void what_a_peer_missed_is_pushed_again_and_given_up_after_the_attempts() {
        network.down.add(key(3).peerId());
        assertThat(peer(1).exchange.publish(batch(1, EPOCH, 20)).result()).isEqualTo(2);
        assertThat(peer(1).exchange.pushAgain().result()).isZero();
        network.down.clear();
        assertThat(peer(1).exchange.pushAgain().result()).isEqualTo(1);
        assertThat(peer(3).events).hasSize(1);

        network.down.add(key(3).peerId());
        peer(1).exchange.publish(batch(1, EPOCH, 19));
        for (int block = 0; block < 5; block++) {
            peer(1).exchange.pushAgain();
        }
        assertThat(peer(1).exchange.undelivered()).isZero();
    }

    @Test
    void a_push_that_comes_before_the_receivers_roster_is_repeated_until_it_has_one() {
        Epoch next = EPOCH.next();
        peer(1).exchange.use(roster(next));
        assertThat(peer(1).exchange.publish(batch(1, next, 20)).result()).isZero();
        peers.forEach(peer -> peer.exchange.use(roster(next)));
        assertThat(peer(1).exchange.pushAgain().result()).isEqualTo(3);
    }

    @Test
    void messages_that_do_not_hold_are_refused_and_leave_no_trace() {
        SignedBatch forged = SignedBatch.sign(batch(2, EPOCH, 20).batch(), key(1));
        FaultProofNotice notice = new FaultProofNotice(CONTEXT, EPOCH, NodeId.of(2), hash(5), NodeId.of(3));
        for (byte[] bytes : List.of(
                WireFormat.encode(new Push.Batch(forged)),
                WireFormat.encode(new Push.Batch(batch(1, Epoch.of(3), 20))),
                WireFormat.encode(new Push.Batch(batch(1, Epoch.of(300), 20))),
                WireFormat.encode(new Push.Notice(notice.sign(key(2)))),
                WireFormat.encode(new Push.Notice(notice.sign(key(1)))),
                WireFormat.encode(new Push.Evidence(EquivocationEvidence.between(forged, batch(2, EPOCH, 20 - 1))
                        .orElseThrow())),
                new byte[0],
                new byte[] {9},
                new byte[] {1})) {
            assertThat(status(1, 4, bytes)).contains(Status.REFUSED);
        }
        assertThat(peer(4).events).isEmpty();
        assertThat(peer(4).batches.of(EPOCH, NodeId.of(2))).isEmpty();
    }

    @Test
    void mutated_pushes_are_refused_and_never_throw() {
        byte[] good = WireFormat.encode(new Push.Batch(batch(1, EPOCH, 20)));
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = 0; flips < 3 && bad.length > 0; flips++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            if (Arrays.equals(bad, good)) {
                continue;
            }
            Optional<Status> status = status(1, 4, bad);
            assertThat(status).contains(Status.REFUSED);
        }
        assertThat(peer(4).events).isEmpty();
    }

    @Test
    void strangers_are_not_listened_to_and_get_nothing() {
        SignedBatch batch = batch(1, EPOCH, 20);
        peer(4).batches.keep(batch);
        PeerNetwork stranger = network.join(key(50).peerId());
        assertThat(stranger.request(
                                LoopbackNetwork.addressOf(key(4).peerId()).orElseThrow(),
                                WireFormat.PUSH,
                                WireFormat.encode(new Push.Batch(batch(2, EPOCH, 20))),
                                1,
                                Duration.ofSeconds(1))
                        .map(WireFormat::decodeStatus)
                        .result())
                .contains(Status.REFUSED);
        assertThat(stranger.request(
                                LoopbackNetwork.addressOf(key(4).peerId()).orElseThrow(),
                                WireFormat.FETCH,
                                WireFormat.encode(CONTEXT, new Wanted.BatchNamed(EPOCH, batch.digest())),
                                100_000,
                                Duration.ofSeconds(1))
                        .map(WireFormat::decodeFound)
                        .result())
                .isEmpty();
        assertThat(peer(4).events).isEmpty();
    }

    @Test
    void a_peer_that_floods_is_refused_for_the_rest_of_the_epoch_and_heard_again_in_the_next() {
        Peer small = new Peer(4, 10, 1 << 20);
        byte[] junk = new byte[100];
        for (int i = 0; i < 10; i++) {
            status(1, 4, junk);
        }
        assertThat(status(1, 4, WireFormat.encode(new Push.Batch(batch(1, EPOCH, 20)))))
                .contains(Status.REFUSED);
        assertThat(status(2, 4, WireFormat.encode(new Push.Batch(batch(2, EPOCH, 20)))))
                .as("another peer has its own budget")
                .contains(Status.ACCEPTED);
        small.exchange.use(roster(EPOCH.next()));
        assertThat(status(1, 4, WireFormat.encode(new Push.Batch(batch(1, EPOCH, 20)))))
                .contains(Status.ACCEPTED);
    }

    @Test
    void an_equivocator_fills_two_places_and_no_more() {
        for (int answered = 20; answered > 10; answered--) {
            status(1, 4, WireFormat.encode(new Push.Batch(batch(1, EPOCH, answered))));
        }
        assertThat(peer(4).batches.of(EPOCH, NodeId.of(1))).hasSize(2);
        assertThat(peer(4).events).hasSize(2);
    }

    @Test
    void evidence_reaches_the_others_with_both_batches() {
        EquivocationEvidence evidence = EquivocationEvidence.between(batch(1, EPOCH, 20), batch(1, EPOCH, 19))
                .orElseThrow();
        assertThat(peer(2).exchange.publish(evidence).result()).isEqualTo(3);
        assertThat(peer(4).events).containsExactly(new Event.EvidenceArrived(evidence));
        assertThat(peer(4).batches.of(EPOCH, NodeId.of(1))).hasSize(2);
    }

    @Test
    void notices_count_from_their_sender_only() {
        FaultProofNotice notice = new FaultProofNotice(CONTEXT, EPOCH, NodeId.of(2), hash(5), NodeId.of(3));
        assertThat(peer(2).exchange.publish(notice.sign(key(2))).result()).isEqualTo(3);
        assertThat(peer(4).events).containsExactly(new Event.NoticeArrived(notice));
    }

    @Test
    void a_missing_batch_is_fetched_by_validator_or_by_name_from_whoever_has_it() {
        SignedBatch batch = batch(1, EPOCH, 20);
        peer(3).batches.keep(batch);
        Wanted byName = new Wanted.BatchNamed(EPOCH, batch.digest());
        Wanted byValidator = new Wanted.BatchOf(EPOCH, NodeId.of(1));
        peer(4).exchange.fetch(byValidator, nodes(1, 2, 3));
        peer(2).exchange.fetch(byName, nodes(1, 3));
        assertThat(peer(4).events).containsExactly(new Event.BatchArrived(batch));
        assertThat(peer(2).events).containsExactly(new Event.BatchArrived(batch));
        network.requests = 0;
        peer(4).exchange.fetch(byName, nodes(3));
        assertThat(network.requests).as("held already").isZero();
        assertThat(peer(4).events).hasSize(2);
    }

    @Test
    void what_nobody_has_is_reported_as_failed_after_every_candidate() {
        network.down.add(key(2).peerId());
        Wanted wanted = new Wanted.Proof(hash(77));
        peer(4).exchange.fetch(wanted, nodes(1, 2, 3, 99));
        assertThat(peer(4).events).containsExactly(new Event.FetchFailed(wanted));
        assertThat(network.requests).isEqualTo(3);
    }

    @Test
    void a_proof_is_accepted_only_under_its_own_digest_and_size() {
        Bytes proof = Bytes.of(new byte[900]);
        Hash256 digest = Blake2b.hash256(proof.toBytes());
        peer(1).proofs.keep(EPOCH, hash(5), proof);
        peer(1).proofs.keep(EPOCH, digest, proof);
        peer(4).exchange.fetch(new Wanted.Proof(hash(5)), nodes(1));
        peer(4).exchange.fetch(new Wanted.Proof(digest), nodes(1));
        assertThat(peer(4).events)
                .containsExactly(new Event.FetchFailed(new Wanted.Proof(hash(5))), new Event.ProofFetched(digest));
        assertThat(peer(4).proofs.named(digest)).contains(proof);
        assertThat(peer(4).proofs.named(hash(5))).isEmpty();

        Bytes large = Bytes.of(new byte[1025]);
        Hash256 largeDigest = Blake2b.hash256(large.toBytes());
        peer(1).proofs.keep(EPOCH, largeDigest, large);
        peer(3).exchange.fetch(new Wanted.Proof(largeDigest), nodes(1));
        assertThat(peer(3).events).containsExactly(new Event.FetchFailed(new Wanted.Proof(largeDigest)));
    }

    @Test
    void a_manifest_is_fetched_by_its_key_and_served_on() {
        ProposalManifest manifest =
                new ProposalManifest(CONTEXT, EPOCH, new TreeMap<>(Map.of(NodeId.of(1), hash(4))), List.of());
        peer(1).exchange.offer(manifest);
        peer(3).exchange.fetch(new Wanted.Manifest(EPOCH, manifest.key()), nodes(1));
        peer(4).exchange.fetch(new Wanted.Manifest(EPOCH, manifest.key()), nodes(3));
        assertThat(peer(4).events).containsExactly(new Event.ManifestArrived(manifest));
    }

    @Test
    void batches_of_epochs_long_past_are_forgotten() {
        SignedBatch batch = batch(1, EPOCH, 20);
        peer(1).exchange.publish(batch);
        for (Epoch epoch = EPOCH.next(); epoch.value() <= EPOCH.value() + 2; epoch = epoch.next()) {
            assertThat(peer(4).batches.named(batch.digest()))
                    .as("before epoch " + epoch)
                    .isPresent();
            peer(4).exchange.use(roster(epoch));
        }
        peer(4).exchange.use(roster(Epoch.of(EPOCH.value() + 3)));
        assertThat(peer(4).batches.named(batch.digest())).isEmpty();
    }

    @Test
    void a_full_store_keeps_nothing_more_and_has_room_again_after_forgetting() {
        SignedBatch one = batch(1, EPOCH, 20);
        MemoryBatchStore store = new MemoryBatchStore(one.toBytes().length + 10L);
        assertThat(store.keep(one)).isTrue();
        assertThat(store.keep(one)).isFalse();
        assertThat(store.keep(batch(2, EPOCH, 20))).isFalse();
        store.forgetBefore(EPOCH.next());
        assertThat(store.keep(batch(2, EPOCH.next(), 20))).isTrue();
    }

    @Test
    void the_default_store_has_room_for_all_epochs_that_a_large_subnet_needs_at_once() {
        MemoryBatchStore store = new MemoryBatchStore(MemoryBatchStore.DEFAULT_BYTES);
        for (long epoch = 1; epoch <= RosterShelf.EPOCHS; epoch++) {
            for (int validator = 1; validator <= 32; validator++) {
                List<NodeObservation> rows = IntStream.rangeClosed(1, 256)
                        .mapToObj(id -> NodeObservation.none(NodeId.of(id)))
                        .toList();
                ObservationBatch batch =
                        new ObservationBatch(CONTEXT, Epoch.of(epoch), NodeId.of(validator), rows, hash(2), hash(3));
                assertThat(store.keep(SignedBatch.sign(batch, key(1)))).isTrue();
            }
        }
    }

    @Test
    void a_proof_that_was_dropped_makes_room_for_others() {
        MemoryProofStore store = new MemoryProofStore(100);
        assertThat(store.keep(EPOCH, hash(1), Bytes.of(new byte[80]))).isTrue();
        assertThat(store.keep(EPOCH, hash(2), Bytes.of(new byte[80]))).isFalse();
        store.forget(hash(1));
        assertThat(store.named(hash(1))).isEmpty();
        assertThat(store.keep(EPOCH, hash(2), Bytes.of(new byte[80]))).isTrue();
    }

    @Test
    void every_fetch_request_reads_back_and_every_truncation_is_refused() {
        for (Wanted wanted : List.of(
                new Wanted.BatchOf(EPOCH, NodeId.of(1)),
                new Wanted.BatchNamed(EPOCH, hash(4)),
                new Wanted.Proof(hash(5)),
                new Wanted.Manifest(EPOCH, hash(6)))) {
            byte[] bytes = WireFormat.encode(CONTEXT, wanted);
            assertThat(bytes.length).isLessThanOrEqualTo(WireFormat.MAX_FETCH_REQUEST);
            assertThat(WireFormat.decodeWanted(CONTEXT, bytes)).isEqualTo(wanted);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> WireFormat.decodeWanted(CONTEXT, cut)).isInstanceOf(ScaleException.class);
            }
        }
        byte[] other = WireFormat.encode(new SubnetContext(hash(1), SubnetId.of(5)), new Wanted.Proof(hash(5)));
        assertThatThrownBy(() -> WireFormat.decodeWanted(CONTEXT, other))
                .hasMessageContaining("another chain or subnet");
    }

    private Optional<Status> status(int from, int to, byte[] bytes) {
        return network.join(key(from).peerId())
                .request(
                        LoopbackNetwork.addressOf(key(to).peerId()).orElseThrow(),
                        WireFormat.PUSH,
                        bytes,
                        1,
                        Duration.ofSeconds(1))
                .map(WireFormat::decodeStatus)
                .result();
    }

    private Peer peer(int id) {
        return peers.get(id - 1);
    }

    private static List<NodeId> nodes(long... ids) {
        return Arrays.stream(ids).mapToObj(NodeId::of).toList();
    }

    private static SignedBatch batch(int validator, Epoch epoch, long answered) {
        NodeId about = NodeId.of(validator % VALIDATORS + 1);
        NodeObservation row =
                new NodeObservation(about, 20, answered, answered, List.of(), 1, 2, 3, 4, Optional.empty(), hash(2));
        return SignedBatch.sign(
                new ObservationBatch(CONTEXT, epoch, NodeId.of(validator), List.of(row), hash(2), hash(3)),
                key(validator));
    }

    private static Roster roster(Epoch epoch) {
        return Roster.of(
                epoch,
                IntStream.rangeClosed(1, VALIDATORS)
                        .mapToObj(i -> new RosterNode(
                                NodeId.of(i),
                                key(i).peerId(),
                                NodeClass.VALIDATOR,
                                AccountId.of(new byte[20]),
                                Balance.ofTokens(100)))
                        .toList());
    }

    private static PeerKey key(int i) {
        return PeerKey.ofSeed(hash(1000 + i).toBytes());
    }

    private static Hash256 hash(int i) {
        return Blake2b.hash256(ByteBuffer.allocate(4).putInt(i).array());
    }
}
