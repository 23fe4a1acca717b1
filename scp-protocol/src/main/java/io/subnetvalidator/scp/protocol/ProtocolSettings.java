package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;

/**
 * What an epoch machine is told once.
 *
 * @param context chain and subnet
 * @param self own node
 * @param clock epoch arithmetic of the subnet
 * @param timing deadlines within an epoch
 * @param policyDigest digest of the scoring policy
 * @param modelRoot Merkle root of the subnet's model
 * @param modelBlocks number of transformer blocks of the model
 * @param foreign what to do about proposals of other software
 * @param terms what the chain pays and takes
 * @param archiveHint multiaddr of an archive to name in proposals
 */
public record ProtocolSettings(
        SubnetContext context,
        NodeId self,
        EpochClock clock,
        Timing timing,
        Hash256 policyDigest,
        Hash256 modelRoot,
        int modelBlocks,
        ForeignPolicy foreign,
        ConsensusTerms terms,
        Optional<String> archiveHint) {

    /** Settings with the timing of {@link Timing#of}, the chain's default terms, no archive hint. */
    public static ProtocolSettings of(
            SubnetContext context,
            NodeId self,
            EpochClock clock,
            Hash256 policyDigest,
            Hash256 modelRoot,
            int modelBlocks,
            ForeignPolicy foreign) {
        return new ProtocolSettings(
                context,
                self,
                clock,
                Timing.of(clock.epochLength()),
                policyDigest,
                modelRoot,
                modelBlocks,
                foreign,
                ConsensusTerms.defaults(),
                Optional.empty());
    }

    public BatchAdmission admission() {
        return new BatchAdmission(context, modelRoot, policyDigest);
    }
}
