package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import java.util.ArrayList;
import java.util.List;

/** Transcripts that nobody computed: their steps are in order, their rows zero and their signatures of one key. */
final class RecordedHop {

    private static final Hash256 ZERO = Hash256.of(new byte[Hash256.LENGTH]);
    private static final PeerKey KEY = PeerKey.ofSeed(new byte[32]);

    private RecordedHop() {}

    /** A first step of three tokens, the others of one. */
    static HopTranscript of(SpanAnnouncement announced, int count) {
        SessionTerms terms = SessionTerms.of(
                announced, Epoch.of(4), SessionId.of(new byte[SessionId.LENGTH]), 0, KEY.peerId(), ZERO);
        List<HopTranscript.Step> steps = new ArrayList<>();
        StepRequest last = null;
        for (int step = 0; step < count; step++) {
            int tokens = step == 0 ? 3 : 1;
            SealedProvenance provenance = new SealedProvenance(ZERO, InputProvenance.TokenIds.of(new int[tokens]));
            Rows rows = Rows.of(RowEncoding.F32, new float[tokens * announced.hiddenSize()]);
            last = last == null
                    ? StepRequest.first(terms, tokens, provenance, rows)
                    : last.next(tokens, provenance, rows);
            StepAnswer answer = new StepAnswer(
                    new AnswerCommitment(last.digest(), ZERO, rows.commitment(announced.hiddenSize())), rows);
            steps.add(new HopTranscript.Step(
                    SignedStepRequest.sign(last, KEY), provenance, SignedStepAnswer.sign(answer, KEY)));
        }
        return new HopTranscript(steps);
    }
}
