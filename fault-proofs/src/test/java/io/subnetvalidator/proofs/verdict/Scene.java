package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.DeviationScale;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.LogScale;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.compare.Thresholds;
import io.subnetvalidator.proofs.compare.TokenBand;
import io.subnetvalidator.proofs.compare.Whitening;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.BoundaryTree;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A validator, the node it probes, and the node before that one, over a given model. */
final class Scene {

    static final Hash256 GENESIS = Blake2b.domainHash("test/genesis");
    static final SubnetId SUBNET = SubnetId.of(128_001);
    static final Epoch EPOCH = Epoch.of(42);
    static final PeerKey NODE = key(1);
    static final PeerKey VALIDATOR = key(2);
    static final PeerKey NODE_BEFORE = key(3);
    static final NumericProfile EXACT = NumericProfile.exact(NumericProfile.NumberFormat.BF16);
    static final NumericProfile STRICT = new NumericProfile(
            NumericProfile.Kind.STRICT, NumericProfile.NumberFormat.BF16, NumericProfile.NumberFormat.BF16);
    static final Hash256 SALT = Blake2b.domainHash("test/salt");

    final ModelUnderTest model;
    final BlockSpan span;
    final NumericProfile profile;
    final SignedAnnouncement announcement;

    Scene(ModelUnderTest model, BlockSpan span, NumericProfile profile) {
        this.model = model;
        this.span = span;
        this.profile = profile;
        this.announcement = announce(profile, Epoch.of(40));
    }

    static PeerKey key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return PeerKey.ofSeed(seed);
    }

    static SessionId session(int number) {
        byte[] bytes = new byte[SessionId.LENGTH];
        bytes[0] = (byte) number;
        return SessionId.of(bytes);
    }

    SignedAnnouncement announce(NumericProfile declared, Epoch validFrom) {
        RowEncoding boundaries = declared.kind() == NumericProfile.Kind.EXACT ? RowEncoding.F32 : RowEncoding.BF16;
        return announce(declared, validFrom, Optional.of(boundaries));
    }

    SignedAnnouncement announce(NumericProfile declared, Epoch validFrom, Optional<RowEncoding> boundaries) {
        return SignedAnnouncement.sign(
                new SpanAnnouncement(
                        GENESIS,
                        SUBNET,
                        NodeId.of(7),
                        NODE.peerId(),
                        model.root(),
                        span,
                        declared,
                        validFrom,
                        model.hiddenSize(),
                        boundaries),
                NODE);
    }

    SessionTerms terms() {
        return terms(1, 0);
    }

    SessionTerms terms(int session, int counter) {
        return terms(EPOCH, session, counter, Hash256.of(new byte[32]));
    }

    SessionTerms terms(Epoch epoch, int session, int counter, Hash256 saltCommitment) {
        return SessionTerms.of(
                announcement.announcement(), epoch, session(session), counter, VALIDATOR.peerId(), saltCommitment);
    }

    Cheat.Serving honest() {
        return model.span(span).open()::forward;
    }

    /** A request with what its provenance digest hides. */
    record Asked(SignedStepRequest signed, SealedProvenance provenance) {

        StepRequest request() {
            return signed.request();
        }
    }

    static SealedProvenance sealed(InputProvenance content, int step) {
        byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(step).array();
        return new SealedProvenance(Blake2b.domainHash("test/blind", number), content);
    }

    static Asked asked(SessionTerms terms, InputProvenance provenance, Rows input, int tokens) {
        SealedProvenance sealed = sealed(provenance, 0);
        return new Asked(SignedStepRequest.sign(StepRequest.first(terms, tokens, sealed, input), VALIDATOR), sealed);
    }

    static Asked asked(Asked last, InputProvenance provenance, Rows input, int tokens) {
        SealedProvenance sealed = sealed(provenance, last.request().index() + 1);
        return new Asked(SignedStepRequest.sign(last.request().next(tokens, sealed, input), VALIDATOR), sealed);
    }

    /** The requests of a session that passes these tokens, one array per step, through all blocks up to this span's. */
    List<Asked> requests(SessionTerms terms, int[]... tokens) {
        List<Asked> requests = new ArrayList<>();
        SpanSession before = span.first() == 0
                ? null
                : model.span(BlockSpan.between(0, span.first())).open();
        for (int[] ids : tokens) {
            Rows input = Rows.of(RowEncoding.F32, model.embed(ids));
            InputProvenance provenance = InputProvenance.TokenIds.of(ids);
            if (before != null) {
                input = Rows.of(RowEncoding.F32, last(before.forward(input.values(), ids.length)));
                provenance = signedByNodeBefore(input);
            }
            requests.add(
                    requests.isEmpty()
                            ? asked(terms, provenance, input, ids.length)
                            : asked(requests.get(requests.size() - 1), provenance, input, ids.length));
        }
        return requests;
    }

    /** What the node before was asked does not matter here, only what it signed. */
    InputProvenance.PreviousHop signedByNodeBefore(Rows output) {
        AnswerCommitment commitment = new AnswerCommitment(
                Blake2b.domainHash("test/request-to-the-node-before"),
                Blake2b.domainHash("test/root"),
                output.commitment(model.hiddenSize()));
        return InputProvenance.PreviousHop.of(
                NODE_BEFORE.peerId(), SignedStepAnswer.sign(new StepAnswer(commitment, output), NODE_BEFORE));
    }

    /** The requests of a session whose first tokens are the first so many that a seed draws. */
    List<Asked> seeded(SessionTerms terms, Hash256 salt, int count) {
        return seeded(terms, salt, count, announcement.announcement().seededEncoding());
    }

    List<Asked> seeded(SessionTerms terms, Hash256 salt, int count, RowEncoding encoding) {
        InputProvenance.Seeded seed = new InputProvenance.Seeded(beacon(1), salt);
        float[] input = model.embed(seed.tokens(NODE.peerId(), terms.counter(), model.vocabularySize(), count)
                .toArray());
        if (span.first() > 0) {
            input = last(model.span(BlockSpan.between(0, span.first())).open().forward(input, count));
        }
        return List.of(asked(terms, seed, Rows.of(encoding, input), count));
    }

    /** The requests of a session of which nobody chose anything. */
    List<Asked> drawn(SessionTerms terms) {
        int count = new InputProvenance.Seeded(beacon(1), SALT).length(NODE.peerId(), terms.counter());
        return seeded(terms, SALT, count);
    }

    /** Such a session under this counter, as a node serves it. */
    Served drawn(int counter, Cheat.Serving serving, RowEncoding encoding) {
        return serve(drawn(terms(counter, counter)), serving, encoding);
    }

    /** A session of the epoch before, whose terms commit to the salt of this one. */
    SaltAnchor anchor(Hash256 salt) {
        SessionTerms before = terms(Epoch.of(EPOCH.value() - 1), 9, 0, SaltAnchor.commitment(salt));
        return SaltAnchor.of(serve(requests(before, new int[] {1}), honest(), RowEncoding.F32)
                .transcript());
    }

    /** A session as a node served it, with what the node keeps to open it. */
    record Served(SignedAnnouncement announcement, HopTranscript transcript, List<BoundaryTree> trees) {

        Evidence whole() {
            return Evidence.wholeSpan(announcement, transcript, Optional.empty());
        }

        Evidence whole(SaltAnchor anchor) {
            return Evidence.wholeSpan(announcement, transcript, Optional.of(anchor));
        }

        Evidence opened(int block, SaltAnchor anchor) {
            return Evidence.opened(announcement, transcript, opening(drawing(block)), Optional.of(anchor));
        }

        Opening opening(Beacon beacon) {
            return Opening.of(
                    transcript.answers(),
                    trees,
                    announcement.announcement().span().count(),
                    beacon,
                    NODE);
        }

        /** Evidence with this block of the span opened, for a beacon that draws it. */
        Evidence opened(int block) {
            return Evidence.opened(announcement, transcript, opening(drawing(block)), Optional.empty());
        }

        Beacon drawing(int block) {
            int blocks = announcement.announcement().span().count();
            int number = 0;
            while (Challenge.block(transcript.digest(), beacon(number), blocks) != block) {
                number++;
            }
            return beacon(number);
        }
    }

    static Beacon beacon(int number) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        return new Beacon(BlockNumber.of(number), Blake2b.domainHash("test/block", bytes));
    }

    /** The session as this node serves it. */
    Served serve(Cheat.Serving serving, RowEncoding encoding, int[]... tokens) {
        return serve(requests(terms(), tokens), serving, encoding);
    }

    Served serve(Cheat.Serving serving, int[]... tokens) {
        return serve(serving, RowEncoding.F32, tokens);
    }

    Served serve(List<Asked> requests, Cheat.Serving serving, RowEncoding encoding) {
        List<HopTranscript.Step> steps = new ArrayList<>();
        List<BoundaryTree> trees = new ArrayList<>();
        RowEncoding inside = announcement.announcement().boundaries().orElse(RowEncoding.F32);
        for (Asked asked : requests) {
            StepRequest request = asked.request();
            float[][] outputs = serving.forward(request.input().values(), request.tokens());
            BoundaryTree tree = BoundaryTree.over(outputs, request.tokens(), model.hiddenSize(), inside);
            StepAnswer answer = StepAnswer.of(request.header(), tree, Rows.of(encoding, last(outputs)));
            steps.add(new HopTranscript.Step(asked.signed(), asked.provenance(), SignedStepAnswer.sign(answer, NODE)));
            trees.add(tree);
        }
        return new Served(announcement, new HopTranscript(steps), trees);
    }

    private static float[] last(float[][] outputs) {
        return outputs[outputs.length - 1];
    }

    Verdict judge(Served served) {
        return Verdicts.judge(model, ComparisonProfile.EXACT, served.whole());
    }

    FaultProof prove(Evidence evidence) {
        return prove(ComparisonProfile.EXACT, evidence);
    }

    FaultProof prove(ComparisonProfile by, Evidence evidence) {
        Verdict.Fault fault = (Verdict.Fault) Verdicts.judge(model, by, evidence);
        return FaultProof.of(model, by, evidence, fault, VALIDATOR);
    }

    /** A strict profile for this model under which a node that computes with other weights is convicted in five steps. */
    static ComparisonProfile strictProfile(ModelUnderTest model, String name) {
        LogScale scale = new LogScale(0, 1);
        return new ComparisonProfile(
                name,
                NumericProfile.Kind.STRICT,
                NumericProfile.RoundingPoints.UNDECLARED,
                Optional.of(model.root()),
                0,
                Whitening.scalar(0x1p-8),
                List.of(new TokenBand(1, 64, new Thresholds(20, 20, 20), new DeviationScale(scale, scale, scale, 0))),
                Guarantee.DEFAULT,
                SequentialPlan.DEFAULT,
                100);
    }
}
