package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.hypertensor.StateView.Entry;
import io.vertx.core.Future;
import java.util.List;

/** Reads the chain-wide parameters of the consensus at one block. */
final class ParameterReads {

    private final StateView state;

    ParameterReads(StateView state) {
        this.state = state;
    }

    Future<ConsensusParameters> parameters() {
        Entry minAttestation = state.entry("MinAttestationPercentage");
        Entry superMajority = state.entry("SuperMajorityAttestationRatio");
        Entry reward = state.entry("BaseValidatorReward");
        Entry rewardK = state.entry("ValidatorRewardK");
        Entry midpoint = state.entry("ValidatorRewardMidpoint");
        Entry minFactor = state.entry("AttestorMinRewardFactor");
        Entry exponent = state.entry("AttestorRewardExponent");
        Entry baseSlash = state.entry("BaseSlashPercentage");
        Entry maxSlash = state.entry("MaxSlashAmount");
        Entry ownerShare = state.entry("SubnetOwnerPercentage");
        Entry minReputation = state.entry("MinSubnetReputation");
        Entry minNodes = state.entry("MinSubnetNodes");
        Entry paused = state.entry("TxPause");
        List<Entry> entries = List.of(
                minAttestation,
                superMajority,
                reward,
                rewardK,
                midpoint,
                minFactor,
                exponent,
                baseSlash,
                maxSlash,
                ownerShare,
                minReputation,
                minNodes,
                paused);
        return state.fetch(entries)
                .map(values -> new ConsensusParameters(
                        StateReader.ratio(values.orDefault(minAttestation)),
                        StateReader.ratio(values.orDefault(superMajority)),
                        StateReader.balance(values.orDefault(reward)),
                        values.orDefault(rewardK).asLong(),
                        StateReader.ratio(values.orDefault(midpoint)),
                        StateReader.ratio(values.orDefault(minFactor)),
                        values.orDefault(exponent).asLong(),
                        StateReader.ratio(values.orDefault(baseSlash)),
                        StateReader.balance(values.orDefault(maxSlash)),
                        StateReader.ratio(values.orDefault(ownerShare)),
                        StateReader.ratio(values.orDefault(minReputation)),
                        values.orDefault(minNodes).asLong(),
                        values.orDefault(paused).asBool()));
    }
}
