package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;
import java.util.Optional;

/** Everything an epoch machine is told; plain values, so that a chain, a simulator or a recording can be the source. */
public sealed interface Event {

    /**
     * A new best head. Heads may be skipped and may go back on a reorganisation.
     *
     * @param head the block
     * @param elected proposer elected for the head's subnet epoch, when there is one
     * @param submission what is submitted for the head's subnet epoch, when there is something
     */
    record HeadSeen(Anchor head, Optional<NodeId> elected, Optional<Submission> submission) implements Event {}

    /** The roster at the first block of an epoch; may come again after a reorganisation. */
    record RosterRead(Roster roster) implements Event {}

    /** A submission of an earlier epoch, read at start-up to learn who attests what. */
    record HistoryRead(Submission submission) implements Event {}

    /** The answer to {@link Effect.CloseObservations}; rows in any order. */
    record ObservationsClosed(Epoch epoch, List<NodeObservation> rows) implements Event {}

    /** A batch from anywhere, the own one after signing included. */
    record BatchArrived(SignedBatch batch) implements Event {}

    record EvidenceArrived(EquivocationEvidence evidence) implements Event {}

    /** A notice whose signature is checked. */
    record NoticeArrived(FaultProofNotice notice) implements Event {}

    /** The bytes of a proof are in the proof store. */
    record ProofFetched(Hash256 digest) implements Event {}

    /**
     * A fault proof was re-executed, by this validator as author or as verifier.
     *
     * @param digest digest of the proof
     * @param epoch epoch of the fault, as the proof says
     * @param accused the node that the proof is about
     * @param valid whether the verdict is a fault
     */
    record ProofJudged(Hash256 digest, Epoch epoch, NodeId accused, boolean valid) implements Event {}

    /**
     * What a proof needs to be judged is not at hand: the model, a profile, the roster of its epoch, a block of the chain. It is no
     * verdict; the proof is judged again later.
     */
    record ProofUndecided(Hash256 digest) implements Event {}

    record ManifestArrived(ProposalManifest manifest) implements Event {}

    /** Nobody asked could deliver it; it is asked for again while it matters. */
    record FetchFailed(Wanted wanted) implements Event {}

    /** What became of a submitted duty. */
    record ReceiptSeen(Duty duty, Epoch epoch, Outcome outcome, Optional<BlockNumber> block, String detail)
            implements Event {}

    /** No head for longer than the chain should take. */
    record ChainStalled(long seconds) implements Event {}

    /** How a submitted extrinsic ended. */
    enum Outcome {
        /** In a best block. */
        INCLUDED,
        /** In a finalized block. */
        FINALIZED,
        /** In a block, but the call failed and the fee is lost; it is not sent again. */
        FAILED,
        /** Not in any block and not in the pool; it may be sent again. */
        DROPPED,
        /** Not signed, for example because the signing journal refused. */
        NOT_SIGNED
    }
}
