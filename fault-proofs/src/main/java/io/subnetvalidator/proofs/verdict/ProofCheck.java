package io.subnetvalidator.proofs.verdict;

/** What re-executing a fault proof shows. */
public sealed interface ProofCheck {

    /** One sentence for people. */
    String reason();

    /** The fault is confirmed bit for bit. */
    record Valid(FaultProof proof) implements ProofCheck {
        @Override
        public String reason() {
            Verdict.Fault fault = proof.claim();
            return "node " + proof.node() + " (" + proof.accused() + ") answered step " + fault.step() + " of epoch "
                    + proof.epoch() + " wrongly: " + fault.kind();
        }
    }

    /** The node did right, or the evidence is forged, or the author's figures are not those of the verdict. */
    record Invalid(String reason) implements ProofCheck {}

    /** The model or the profile is not at hand, or the proof is for another verdict program. */
    record Undecidable(String reason) implements ProofCheck {}

    /** Not evidence of the accepted form and scope. */
    record Inadmissible(String reason) implements ProofCheck {}
}
