package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** An event of a block; those that consensus and accounting need are typed (chain reference, section 8.4). */
public sealed interface ChainEvent {

    /**
     * A settled epoch in consensus. The bonus of the proposer is in {@code nodeRewards} of nobody: the chain emits no
     * event for it.
     *
     * @param nodeRewards amount added to the stake of each node
     * @param delegateStakeReward amount added to the subnet's delegate pool
     * @param nodeDelegateRewards amount for the delegators of each node; on the main dialect the key is a validator id
     * @param delegateAccountRewards amount for the delegate account of each node
     */
    record SubnetRewards(
            SubnetId subnet,
            SortedMap<NodeId, Balance> nodeRewards,
            Balance delegateStakeReward,
            SortedMap<NodeId, Balance> nodeDelegateRewards,
            SortedMap<NodeId, DelegateAccountReward> delegateAccountRewards)
            implements ChainEvent {
        public SubnetRewards {
            nodeRewards = Collections.unmodifiableSortedMap(new TreeMap<>(nodeRewards));
            nodeDelegateRewards = Collections.unmodifiableSortedMap(new TreeMap<>(nodeDelegateRewards));
            delegateAccountRewards = Collections.unmodifiableSortedMap(new TreeMap<>(delegateAccountRewards));
        }
    }

    /** What a node's delegate account received. */
    record DelegateAccountReward(AccountId account, Balance amount) {}

    /** The proposer of a failed epoch lost stake. */
    record Slashing(SubnetId subnet, AccountId hotkey, Balance amount) implements ChainEvent {}

    record NodeReputationUpdate(SubnetId subnet, NodeId node, Ratio before, Ratio after) implements ChainEvent {}

    record SubnetReputationUpdate(SubnetId subnet, Ratio before, Ratio after) implements ChainEvent {}

    /** A proposal was stored. */
    record ValidatorSubmission(SubnetId subnet, AccountId hotkey, Epoch epoch) implements ChainEvent {}

    record Attestation(SubnetId subnet, NodeId node, Epoch epoch) implements ChainEvent {}

    record NodeClassGraduation(SubnetId subnet, NodeId node, NodeClassification classification) implements ChainEvent {}

    /** A node left the queue and became Idle. */
    record SubnetNodeActivated(SubnetId subnet, NodeId node) implements ChainEvent {}

    record SubnetNodeRemoved(SubnetId subnet, NodeId node) implements ChainEvent {}

    /** The extrinsic of the phase succeeded. */
    record ExtrinsicSuccess() implements ChainEvent {}

    /** The extrinsic of the phase failed; the error reads such as {@code Network.AlreadyAttested}. */
    record ExtrinsicFailed(String error) implements ChainEvent {}

    /** Any other event, its fields as text. */
    record Other(String pallet, String name, String value) implements ChainEvent {}
}
