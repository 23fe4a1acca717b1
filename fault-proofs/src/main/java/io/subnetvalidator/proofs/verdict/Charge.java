package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import java.util.List;
import java.util.Optional;

/** What a fault proof holds against a peer, with the evidence. */
public sealed interface Charge permits WrongComputation, SequentialDeviation, WeightlessCharge {

    /** Terms of the session it is about: chain, subnet, epoch and both sides. */
    SessionTerms terms();

    /**
     * Node id that the accused announced of itself; empty where no announcement is needed. Whether the chain knows {@link #accused()}
     * by it is for the caller to check.
     */
    Optional<NodeId> node();

    /** Peer whose signature is held against it. */
    PeerId accused();

    /** What has to hold on the chain for the charge to count, the accused's registration first. */
    default List<Assumption> assumptions() {
        return List.of(registered());
    }

    /** The registration without which a charge concerns nobody. */
    default Assumption.Registered registered() {
        return new Assumption.Registered(terms().epoch(), accused(), node());
    }

    /** Stable code of what is wrong, such as {@code OUTPUT_BITS}. */
    String reason();

    /** What is wrong and where, in a few words for people. */
    String text();

    /** Number of this kind in the format. */
    int code();

    void encode(ScaleWriter out);

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no charge */
    static Charge decode(ScaleReader in) {
        int code = in.u8();
        return switch (code) {
            case WrongComputation.CODE -> WrongComputation.decode(in);
            case WrongFormat.CODE -> WrongFormat.decode(in);
            case ContradictoryOpening.CODE -> ContradictoryOpening.decode(in);
            case DoubleAnswer.CODE -> DoubleAnswer.decode(in);
            case DoubleRequest.CODE -> DoubleRequest.decode(in);
            case SequentialDeviation.CODE -> SequentialDeviation.decode(in);
            default -> throw in.error("a charge is of kind 0 to 5, not " + code);
        };
    }
}
