package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;

/** Makes fault proofs from verdicts. */
public final class FaultProofs {

    private FaultProofs() {}

    /**
     * The proof of a fault; the same evidence and key give the same bytes.
     *
     * @param fault what {@link Verdicts#judge} said about exactly this evidence
     * @param author key of the peer who makes the claim and answers for it
     * @throws IllegalArgumentException when the session has no such step or the proof would be larger than
     *     {@link FaultProof#MAX_BYTES}
     */
    public static FaultProof build(
            Verdict.Fault fault,
            ComparisonProfile profile,
            SignedAnnouncement announcement,
            HopTranscript transcript,
            PeerKey author) {
        if (fault.step() >= transcript.steps().size()) {
            throw new IllegalArgumentException("the fault is in step " + fault.step() + ", the transcript has "
                    + transcript.steps().size() + " steps");
        }
        FaultProof proof =
                FaultProof.sign(profile.digest(), announcement, transcript.prefix(fault.step() + 1), fault, author);
        int size = proof.toBytes().length;
        if (size > FaultProof.MAX_BYTES) {
            throw new IllegalArgumentException("a fault proof takes at most " + FaultProof.MAX_BYTES + " bytes, not "
                    + size + "; probe with shorter sessions");
        }
        return proof;
    }
}
