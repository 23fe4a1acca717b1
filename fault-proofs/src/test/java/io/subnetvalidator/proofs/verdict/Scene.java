package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    static final SessionId SESSION = session(1);

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
                        model.hiddenSize()),
                NODE);
    }

    SessionTerms terms() {
        return terms(SESSION);
    }

    SessionTerms terms(SessionId session) {
        return SessionTerms.of(announcement.announcement(), EPOCH, session, VALIDATOR.peerId());
    }

    Cheat.Serving honest() {
        return model.span(span).open()::forward;
    }

    /** The requests of a session that passes these tokens, one array per step, through all blocks up to this span's. */
    List<SignedStepRequest> requests(SessionTerms terms, int[]... tokens) {
        List<SignedStepRequest> requests = new ArrayList<>();
        SpanSession before = span.first() == 0
                ? null
                : model.span(BlockSpan.between(0, span.first())).open();
        StepRequest last = null;
        for (int[] ids : tokens) {
            float[] input = model.embed(ids);
            InputProvenance provenance = InputProvenance.TokenIds.of(ids);
            if (before != null) {
                float[][] boundaries = before.forward(input, ids.length);
                // What the node before was asked does not matter here, only what it signed.
                StepAnswer answer = new StepAnswer(
                        Blake2b.domainHash("test/request-to-the-node-before"),
                        Blake2b.domainHash("test/root"),
                        StepAnswer.of(anyRequest(input, ids), boundaries, RowEncoding.F32)
                                .output());
                provenance = InputProvenance.PreviousHop.of(
                        NODE_BEFORE.peerId(), SignedStepAnswer.sign(answer, NODE_BEFORE));
                input = answer.output().values();
            }
            last = last == null
                    ? StepRequest.first(terms, ids.length, provenance, input)
                    : last.next(ids.length, provenance, input);
            requests.add(SignedStepRequest.sign(last, VALIDATOR));
        }
        return requests;
    }

    private StepRequest anyRequest(float[] input, int[] ids) {
        return StepRequest.first(terms(), ids.length, InputProvenance.TokenIds.of(ids), input);
    }

    /** The session as this node serves it. */
    HopTranscript serve(Cheat.Serving serving, RowEncoding encoding, int[]... tokens) {
        return serve(requests(terms(), tokens), serving, encoding);
    }

    HopTranscript serve(Cheat.Serving serving, int[]... tokens) {
        return serve(serving, RowEncoding.F32, tokens);
    }

    static HopTranscript serve(List<SignedStepRequest> requests, Cheat.Serving serving, RowEncoding encoding) {
        List<HopTranscript.Step> steps = new ArrayList<>();
        for (SignedStepRequest signed : requests) {
            StepRequest request = signed.request();
            float[][] boundaries = serving.forward(request.input().values(), request.tokens());
            StepAnswer answer = StepAnswer.of(request, boundaries, encoding);
            steps.add(new HopTranscript.Step(signed, SignedStepAnswer.sign(answer, NODE)));
        }
        return new HopTranscript(steps);
    }

    Verdict judge(HopTranscript transcript) {
        return Verdicts.judge(model, ComparisonProfile.EXACT, announcement, transcript);
    }
}
