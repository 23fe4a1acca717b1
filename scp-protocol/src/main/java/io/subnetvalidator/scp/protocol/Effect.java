package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything an epoch machine asks for. Whoever signs asks the signing journal first. */
public sealed interface Effect {

    /** Answer with {@link Event.RosterRead}; asked again at the next head while unanswered. */
    record ReadRoster(Epoch epoch, BlockNumber firstBlock) implements Effect {}

    /** Stop observing the epoch and answer with {@link Event.ObservationsClosed}. */
    record CloseObservations(Epoch epoch) implements Effect {}

    /** Sign ({@link Duty#BATCH}), store, push to all validators, and feed back as {@link Event.BatchArrived}. */
    record PublishBatch(ObservationBatch batch) implements Effect {}

    /** Sign with the peer key and push to all validators. */
    record PublishNotice(FaultProofNotice notice) implements Effect {}

    /** Push to all validators. */
    record PublishEvidence(EquivocationEvidence evidence) implements Effect {}

    /** Keep and serve it to whoever asks. */
    record OfferManifest(ProposalManifest manifest) implements Effect {}

    /** Fetch from these nodes, in this order; answer with the arrival or {@link Event.FetchFailed}. */
    record Fetch(Wanted wanted, List<NodeId> from) implements Effect {}

    /** Re-execute the proof from the proof store and answer with {@link Event.ProofJudged}. */
    record VerifyProof(Hash256 digest) implements Effect {}

    /**
     * Sign ({@link Duty#PROPOSAL}) and submit {@code propose_attestation}.
     *
     * @param attestData the proposer's own attest data
     */
    record Propose(ProposalStatement statement, AttestData attestData, Anchor anchor) implements Effect {}

    /** Sign ({@link Duty#ATTESTATION}) and submit {@code attest}. */
    record Attest(AttestStatement statement, Anchor anchor) implements Effect {}

    /** The proposal is not attested; say why. */
    record Dissent(Epoch epoch, AttestRule rule, Hash256 proposalDigest, String difference) implements Effect {}

    /**
     * A line for the ledger.
     *
     * @param epoch the epoch decided in
     * @param cause what was decided and why
     * @param numbers the figures behind it, by name
     */
    record Note(Epoch epoch, Cause cause, SortedMap<String, String> numbers) implements Effect {

        public Note {
            numbers = new TreeMap<>(numbers);
        }

        @Override
        public SortedMap<String, String> numbers() {
            return new TreeMap<>(numbers);
        }
    }
}
