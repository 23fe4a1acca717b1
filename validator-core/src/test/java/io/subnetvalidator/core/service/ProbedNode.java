package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.fixtures.node.Fault;
import io.subnetvalidator.fixtures.node.NodeArithmetic;
import io.subnetvalidator.fixtures.node.NodeLimits;
import io.subnetvalidator.fixtures.node.ReferenceNode;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node that a validator has sessions with, one seeded step each, without a network. */
final class ProbedNode {

    static final Hash256 GENESIS = filled(1);
    static final SubnetId SUBNET = SubnetId.of(128_001);
    static final Epoch EPOCH = Epoch.of(5);
    static final NodeId NODE = NodeId.of(4);
    static final PeerKey NODE_KEY = key(4);
    static final PeerKey VALIDATOR = key(2);
    static final Beacon FIRST_BLOCK = new Beacon(BlockNumber.of(100), filled(9));
    static final Hash256 SALT = filled(7);

    private final ReferenceModel model;
    private final ReferenceNode node;
    private final BlockSpan span;
    private int sessions;

    ProbedNode(ReferenceModel model, BlockSpan span, NodeArithmetic arithmetic, Fault fault, WorkerExecutor workers) {
        this.model = model;
        this.span = span;
        this.node = new ReferenceNode(
                new ReferenceNode.Registration(GENESIS, SUBNET, NODE),
                NODE_KEY,
                model,
                span,
                arithmetic,
                fault,
                NodeLimits.defaults(),
                workers,
                () -> 0);
    }

    SignedAnnouncement announcement() {
        return node.announcement();
    }

    /** A session of the epoch before, in which the node sees the commitment to the salt. */
    SaltAnchor anchor() {
        return SaltAnchor.of(session(EPOCH.previous(), 0, SaltAnchor.commitment(SALT)));
    }

    /** The session with this counter. */
    HopTranscript session(int counter) {
        return session(EPOCH, counter, filled(0));
    }

    private HopTranscript session(Epoch epoch, int counter, Hash256 saltCommitment) {
        byte[] id = new byte[SessionId.LENGTH];
        id[0] = (byte) ++sessions;
        SessionTerms terms = SessionTerms.of(
                announcement().announcement(), epoch, SessionId.of(id), counter, VALIDATOR.peerId(), saltCommitment);
        InputProvenance.Seeded seed = new InputProvenance.Seeded(FIRST_BLOCK, SALT);
        int[] ids =
                seed.tokens(NODE_KEY.peerId(), counter, model.vocabularySize()).toArray();
        float[] input = model.embed(ids);
        if (span.first() > 0) {
            float[][] before =
                    model.span(BlockSpan.between(0, span.first())).open().forward(input, ids.length);
            input = before[before.length - 1];
        }
        SealedProvenance provenance = new SealedProvenance(filled(counter), seed);
        Rows rows = Rows.of(announcement().announcement().seededEncoding(), input);
        SignedStepRequest request =
                SignedStepRequest.sign(StepRequest.first(terms, ids.length, provenance, rows), VALIDATOR);
        SignedStepAnswer answer = await(node.step(VALIDATOR.peerId(), request));
        return new HopTranscript(List.of(new HopTranscript.Step(request, provenance, answer)));
    }

    /** The opening of this block of the span, for a beacon that draws it. */
    Opening opening(HopTranscript session, int block) {
        int number = 200;
        while (Challenge.block(session.digest(), beacon(number), span.count()) != block) {
            number++;
        }
        return await(node.open(VALIDATOR.peerId(), session.terms().session(), 1, beacon(number)));
    }

    /** What the judge is given of a session. */
    HopJudge.Hop hop(HopTranscript session, Optional<Opening> opening, Optional<SaltAnchor> anchor) {
        return new HopJudge.Hop(EPOCH, NODE, session.digest(), announcement(), session, opening, anchor);
    }

    private static Beacon beacon(int number) {
        return new Beacon(BlockNumber.of(number), filled(number));
    }

    static PeerKey key(int number) {
        return PeerKey.ofSeed(filled(number).toBytes());
    }

    static Hash256 filled(int number) {
        byte[] bytes = new byte[Hash256.LENGTH];
        Arrays.fill(bytes, (byte) number);
        return Hash256.of(bytes);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
