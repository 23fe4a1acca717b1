package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.StepAnswer;

/** What a dishonest author or node can sign. */
final class Lies {

    private Lies() {}

    /** A proof with invented figures, signed as its author would. */
    static FaultProof claim(Evidence evidence, Verdict.Fault claim) {
        return FaultProof.sign(
                new WrongComputation(
                        Verdicts.KERNEL, Verdicts.PROGRAM, ComparisonProfile.EXACT.digest(), evidence, claim),
                Scene.VALIDATOR);
    }

    /** The right output with a commitment to boundaries that were never computed. */
    static SignedStepAnswer otherBoundaries(HopTranscript.Step step) {
        StepAnswer answer = step.answer().answer();
        AnswerCommitment commitment = new AnswerCommitment(
                answer.commitment().requestDigest(),
                Blake2b.domainHash("test/other"),
                answer.commitment().output());
        return SignedStepAnswer.sign(new StepAnswer(commitment, answer.output()), Scene.NODE);
    }
}
