package io.subnetvalidator.proofs.verdict;

/** What re-executing a fault proof shows. */
public sealed interface ProofCheck {

    /** One sentence for people. */
    String reason();

    /** The charge holds, bit for bit. */
    record Valid(FaultProof proof) implements ProofCheck {
        @Override
        public String reason() {
            String who = proof.node()
                    .map(node -> "node " + node + " (" + proof.accused() + ")")
                    .orElse("peer " + proof.accused());
            return who + " is at fault in epoch " + proof.epoch() + ": "
                    + proof.charge().text();
        }
    }

    /** The accused did right, or the evidence is forged, or the author's figures are not those of the verdict. */
    record Invalid(String reason) implements ProofCheck {}

    /** The model or the profile is not at hand, or the proof is for another verdict program. */
    record Undecidable(String reason) implements ProofCheck {}

    /** Not evidence of the accepted form and scope. */
    record Inadmissible(String reason) implements ProofCheck {}
}
