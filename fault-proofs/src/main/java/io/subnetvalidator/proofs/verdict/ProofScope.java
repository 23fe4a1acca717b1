package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Optional;

/** Where a proof has to be from to count; an empty part accepts anything. */
public record ProofScope(Optional<Hash256> genesis, Optional<SubnetId> subnet, Optional<Epoch> epoch) {

    /** For reading a proof on its own, without a chain at hand. */
    public static final ProofScope ANYWHERE = new ProofScope(Optional.empty(), Optional.empty(), Optional.empty());

    public static ProofScope of(Hash256 genesis, SubnetId subnet, Epoch epoch) {
        return new ProofScope(Optional.of(genesis), Optional.of(subnet), Optional.of(epoch));
    }

    /** Why a proof is from elsewhere; empty when it is in scope. */
    Optional<String> excludes(FaultProof proof) {
        if (genesis.isPresent() && !genesis.get().equals(proof.genesis())) {
            return Optional.of("the proof is of chain " + proof.genesis() + ", not of " + genesis.get());
        }
        if (subnet.isPresent() && !subnet.get().equals(proof.subnet())) {
            return Optional.of("the proof is of subnet " + proof.subnet() + ", not of " + subnet.get());
        }
        if (epoch.isPresent() && !epoch.get().equals(proof.epoch())) {
            return Optional.of("the proof is of epoch " + proof.epoch() + ", not of " + epoch.get());
        }
        return Optional.empty();
    }
}
