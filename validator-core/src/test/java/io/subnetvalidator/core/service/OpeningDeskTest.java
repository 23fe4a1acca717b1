package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.BoundaryTree;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.InferenceClient;
import io.subnetvalidator.scp.inference.InferenceServer;
import io.subnetvalidator.scp.inference.InferenceService;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Openings over a real peer network, of a node with three blocks that answered one step. */
class OpeningDeskTest {

    private static final int HIDDEN = 2;
    private static final Hash256 NOTHING = Hash256.of(new byte[32]);

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final PeerKey node = PeerKey.generate(random);
    private final PeerKey validator = PeerKey.generate(random);
    private final List<Libp2pNetwork> networks = new ArrayList<>();
    private final SignedAnnouncement announcement = announcement();
    private final BoundaryTree tree =
            BoundaryTree.over(new float[][] {{1, 2}, {3, 4}, {5, 6}}, 1, HIDDEN, RowEncoding.F32);
    private final HopTranscript transcript = transcript();
    private final List<Beacon> asked = new ArrayList<>();
    private boolean refuses;
    private OpeningDesk desk;
    private SessionRecord.Hop hop;

    OpeningDeskTest() {
        desk = new OpeningDesk(new InferenceClient(network(validator)), Duration.ofSeconds(20));
        hop = hop(new PeerAddress(node.peerId(), "127.0.0.1", 1));
    }

    @BeforeEach
    void serve() {
        Libp2pNetwork network = network(node);
        InferenceServer.serve(network, new Node());
        hop = hop(await(network.listen("127.0.0.1", 0)));
    }

    @AfterEach
    void close() {
        networks.forEach(network -> await(network.close()));
        await(vertx.close());
    }

    @Test
    void a_node_that_sees_a_head_before_the_validator_cannot_know_the_block_it_will_be_asked_for() {
        desk.head(beacon(7));
        Future<Optional<Opening>> opening = desk.open(hop);
        desk.head(beacon(6));
        desk.head(beacon(7));
        desk.head(beacon(8));
        assertThat(opening.isComplete()).isFalse();
        assertThat(asked).isEmpty();

        desk.head(beacon(9));
        desk.head(beacon(10));

        assertThat(await(opening))
                .hasValueSatisfying(opened -> assertThat(opened.seal().beacon()).isEqualTo(beacon(9)));
        assertThat(asked).containsExactly(beacon(9));
    }

    @Test
    void a_node_that_refuses_gives_no_opening_and_no_failure() {
        refuses = true;
        Future<Optional<Opening>> opening = desk.open(hop);
        desk.head(beacon(2));

        assertThat(await(opening)).isEmpty();
    }

    @Test
    void what_waits_for_a_block_is_let_go_when_the_work_ends() {
        Future<Optional<Opening>> waiting = desk.open(hop);
        desk.stop();

        assertThat(await(waiting)).isEmpty();
        assertThat(await(desk.open(hop))).isEmpty();
        desk.head(beacon(2));
        assertThat(asked).isEmpty();
    }

    private final class Node implements InferenceService {

        @Override
        public SignedAnnouncement announcement() {
            return announcement;
        }

        @Override
        public Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request) {
            return Future.failedFuture("only openings are asked for here");
        }

        @Override
        public Future<Opening> open(PeerId from, SessionId session, int steps, Beacon beacon) {
            if (refuses) {
                return InferenceService.super.open(from, session, steps, beacon);
            }
            asked.add(beacon);
            return Future.succeededFuture(Opening.of(transcript.answers(), List.of(tree), 3, beacon, node));
        }

        @Override
        public Future<Void> close(PeerId from, SessionId session) {
            return Future.succeededFuture();
        }
    }

    private SignedAnnouncement announcement() {
        return SignedAnnouncement.sign(
                new SpanAnnouncement(
                        NOTHING,
                        SubnetId.of(1),
                        NodeId.of(1),
                        node.peerId(),
                        NOTHING,
                        new BlockSpan(0, 3),
                        NumericProfile.exact(NumericProfile.NumberFormat.BF16),
                        Epoch.of(0),
                        HIDDEN,
                        Optional.of(RowEncoding.F32)),
                node);
    }

    private HopTranscript transcript() {
        SessionTerms terms = SessionTerms.of(
                announcement.announcement(),
                Epoch.of(1),
                SessionId.of(new byte[SessionId.LENGTH]),
                0,
                validator.peerId(),
                NOTHING);
        SealedProvenance provenance = new SealedProvenance(NOTHING, InputProvenance.TokenIds.of(1));
        StepRequest request = StepRequest.first(terms, 1, provenance, Rows.of(RowEncoding.F32, new float[] {0, 1}));
        StepAnswer answer = StepAnswer.of(request.header(), tree, Rows.of(RowEncoding.F32, new float[] {5, 6}));
        return new HopTranscript(List.of(new HopTranscript.Step(
                SignedStepRequest.sign(request, validator), provenance, SignedStepAnswer.sign(answer, node))));
    }

    private SessionRecord.Hop hop(PeerAddress address) {
        return new SessionRecord.Hop(
                new Candidate(address, announcement, 0),
                Optional.empty(),
                Optional.of(transcript),
                List.of(1L),
                Optional.empty());
    }

    private static Beacon beacon(int number) {
        byte[] hash = new byte[Hash256.LENGTH];
        hash[0] = (byte) number;
        return new Beacon(BlockNumber.of(number), Hash256.of(hash));
    }

    private Libp2pNetwork network(PeerKey key) {
        Libp2pNetwork network = new Libp2pNetwork(
                vertx, key, peer -> true, PeerNetworkLimits.defaults(), PeerNetworkListener.NONE, random);
        networks.add(network);
        return network;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
