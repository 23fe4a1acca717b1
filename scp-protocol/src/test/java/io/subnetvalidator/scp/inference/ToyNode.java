package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.BoundaryTree;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node whose blocks add up everything the session has seen, so that an output is right only when every earlier input was seen
 * in order.
 */
class ToyNode implements InferenceService {

    static final int HIDDEN = 4;
    static final int BLOCKS = 6;
    static final int VOCABULARY = 50;

    private final PeerKey key;
    private final SignedAnnouncement announcement;
    private final Map<SessionId, float[][]> sums = new HashMap<>();
    private final Map<SessionId, List<BoundaryTree>> kept = new HashMap<>();
    private final Map<SessionId, List<Hash256>> signed = new HashMap<>();
    private int answers;

    ToyNode(PeerKey key, BlockSpan span) {
        this.key = key;
        this.announcement = announcement(key, span, (byte) 1);
    }

    static SignedAnnouncement announcement(PeerKey key, BlockSpan span, byte model) {
        byte[] root = new byte[Hash256.LENGTH];
        root[0] = model;
        SpanAnnouncement announced = new SpanAnnouncement(
                Hash256.of(new byte[Hash256.LENGTH]),
                SubnetId.of(1),
                NodeId.of(1),
                key.peerId(),
                Hash256.of(root),
                span,
                NumericProfile.exact(NumericProfile.NumberFormat.F32),
                Epoch.of(0),
                HIDDEN,
                Optional.of(RowEncoding.F32));
        return SignedAnnouncement.sign(announced, key);
    }

    PeerKey key() {
        return key;
    }

    int answers() {
        return answers;
    }

    int sessions() {
        return sums.size();
    }

    /** What a restart does. */
    synchronized void forget() {
        sums.clear();
        kept.clear();
        signed.clear();
    }

    @Override
    public SignedAnnouncement announcement() {
        return announcement;
    }

    @Override
    public synchronized Future<SignedStepAnswer> step(PeerId from, SignedStepRequest request) {
        SessionId id = request.request().terms().session();
        BlockSpan span = announcement.announcement().span();
        if (request.request().index() == 0) {
            sums.put(id, new float[span.count()][HIDDEN]);
        }
        float[][] session = sums.get(id);
        if (session == null) {
            return Future.failedFuture(
                    new InferenceException(InferenceException.Code.UNKNOWN_SESSION, "no session " + id));
        }
        answers++;
        float[][] boundaries = through(
                session,
                span,
                request.request().input().values(),
                request.request().tokens());
        BoundaryTree tree = BoundaryTree.over(boundaries, request.request().tokens(), HIDDEN, RowEncoding.F32);
        Rows output = Rows.of(RowEncoding.F32, boundaries[boundaries.length - 1]);
        StepAnswer answer = StepAnswer.of(request.request().header(), tree, output);
        kept.computeIfAbsent(id, first -> new ArrayList<>()).add(tree);
        signed.computeIfAbsent(id, first -> new ArrayList<>())
                .add(answer.commitment().digest());
        return Future.succeededFuture(SignedStepAnswer.sign(answer, key));
    }

    @Override
    public synchronized Future<Opening> open(PeerId from, SessionId session, int steps, Beacon beacon) {
        List<BoundaryTree> trees = kept.getOrDefault(session, List.of());
        if (trees.size() < steps) {
            return InferenceService.super.open(from, session, steps, beacon);
        }
        return Future.succeededFuture(Opening.of(
                signed.getOrDefault(session, List.of()).subList(0, steps),
                trees.subList(0, steps),
                announcement.announcement().span().count(),
                beacon,
                key));
    }

    @Override
    public synchronized Future<Void> close(PeerId from, SessionId session) {
        sums.remove(session);
        return Future.succeededFuture();
    }

    /** The same computation without a network. */
    static float[][] through(float[][] sums, BlockSpan span, float[] input, int tokens) {
        float[][] boundaries = new float[span.count()][];
        float[] stream = input;
        for (int b = 0; b < span.count(); b++) {
            float[] out = new float[stream.length];
            for (int t = 0; t < tokens; t++) {
                for (int c = 0; c < HIDDEN; c++) {
                    sums[b][c] = (sums[b][c] + stream[t * HIDDEN + c] + span.first() + b) % 101;
                    out[t * HIDDEN + c] = sums[b][c];
                }
            }
            boundaries[b] = out;
            stream = out;
        }
        return boundaries;
    }

    /** The ends of the toy model. */
    static final class Ends implements ModelClient {

        @Override
        public Future<float[]> before(int block, int[] ids) {
            return block == 0 ? embed(ids) : Future.failedFuture("toy sessions begin at block 0");
        }

        @Override
        public Future<float[]> embed(int[] ids) {
            return Future.succeededFuture(embedding(ids));
        }

        @Override
        public Future<float[]> logits(float[] hidden) {
            return Future.succeededFuture(head(hidden));
        }

        static float[] embedding(int[] ids) {
            float[] rows = new float[ids.length * HIDDEN];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = ids[i / HIDDEN] * (1 + i % HIDDEN);
            }
            return rows;
        }

        static float[] head(float[] hidden) {
            float[] logits = new float[VOCABULARY];
            logits[(int) (hidden[0] + hidden[HIDDEN - 1]) % VOCABULARY] = 1;
            return logits;
        }
    }
}
