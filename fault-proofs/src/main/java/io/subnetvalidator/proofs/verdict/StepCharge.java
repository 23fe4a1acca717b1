package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import java.util.Optional;

/** A charge against the node that announced itself and answered one step of a session. */
sealed interface StepCharge extends WeightlessCharge permits WrongFormat, ContradictoryOpening {

    /** What the node declared of itself. */
    SignedAnnouncement announcement();

    /** The request of the step. */
    StepHeader header();

    @Override
    default SessionTerms terms() {
        return header().terms();
    }

    @Override
    default Optional<NodeId> node() {
        return Optional.of(announcement().announcement().node());
    }

    @Override
    default PeerId accused() {
        return terms().server();
    }
}
