package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Hypertensor chain: its heads, its state at a block, and a way to submit. Every read names the block it reads, so that
 * what is read together belongs together.
 *
 * <p>Futures fail with {@link ChainException}, or with the transport's exception when no endpoint answered in time. Absent
 * entries are empty, never a default, except where a method says otherwise.
 */
public interface HypertensorChain {

    /** The chain, as it was when the connection was made. */
    ChainIdentity identity();

    /** Builds consensus calls in this chain's dialect. */
    ConsensusCalls calls();

    /** The best head now. */
    Future<Head> best();

    /** The finalized head now. */
    Future<Head> finalized();

    /**
     * Delivers best heads as the node reports them, beginning with the present one. Numbers may repeat or go back after a
     * reorganisation; a number may be skipped after a lost connection.
     */
    Subscription onBest(Consumer<Head> handler);

    /**
     * Delivers every finalized block once, in order without gaps, beginning with the present one.
     */
    Subscription onFinalized(Consumer<Head> handler);

    /**
     * Delivers every finalized block from {@code first} on once, in order without gaps, for accounts that go on where they
     * stopped.
     */
    Subscription onFinalizedFrom(BlockNumber first, Consumer<Head> handler);

    /** The block with this hash. */
    Future<Optional<Head>> header(Hash256 hash);

    /** The hash of the block with this number in the best chain. */
    Future<Optional<Hash256>> blockHash(BlockNumber number);

    /** The ids of all subnets, ascending. */
    Future<List<SubnetId>> subnets(Hash256 at);

    Future<Optional<SubnetInfo>> subnet(SubnetId subnet, Hash256 at);

    /** All nodes, active ones and those in the registration queue, ascending by id. */
    Future<List<SubnetNodeInfo>> nodes(SubnetId subnet, Hash256 at);

    /** Peers that may enter the subnet's network beside those of its nodes. */
    Future<SubnetGuests> guests(SubnetId subnet, Hash256 at);

    /** The node elected to propose in this subnet epoch. */
    Future<Optional<NodeId>> elected(SubnetId subnet, Epoch epoch, Hash256 at);

    Future<Optional<ConsensusSubmission>> submission(SubnetId subnet, Epoch epoch, Hash256 at);

    /** The nodes among which the next proposer is drawn, in slot order; not those of an emergency set. */
    Future<List<NodeId>> electionSlots(SubnetId subnet, Hash256 at);

    /** Node id of a hotkey in a subnet, on chains of the hoskinson dialect; empty on others. */
    Future<Optional<NodeId>> nodeOf(AccountId hotkey, SubnetId subnet, Hash256 at);

    /** Stake of a node's hotkey, on chains of the hoskinson dialect; empty when no stake is stored. */
    Future<Optional<Balance>> stake(AccountId hotkey, SubnetId subnet, Hash256 at);

    /** Reputation of a node; empty when none is stored, which counts as 1.0 for an existing node. */
    Future<Optional<Ratio>> nodeReputation(SubnetId subnet, NodeId node, Hash256 at);

    /** Reputation of a subnet; empty when none is stored, which counts as 1.0 for an existing subnet. */
    Future<Optional<Ratio>> subnetReputation(SubnetId subnet, Hash256 at);

    /** Free balance of an account; zero when the account does not exist. */
    Future<Balance> balance(AccountId account, Hash256 at);

    /** Next nonce of an account, pending extrinsics counted. */
    Future<Long> nonce(AccountId account);

    /** The delegate stake of a subnet; zeros when nobody delegates. */
    Future<DelegatePool> delegatePool(SubnetId subnet, Hash256 at);

    /** @param generalEpoch {@code block / epochLength}, another counter than the subnet epoch */
    Future<Optional<EmissionWeights>> emissionWeights(long generalEpoch, Hash256 at);

    Future<ConsensusParameters> consensusParameters(Hash256 at);

    /** The events of the block {@code at}, in order. */
    Future<List<EventRecord>> events(Hash256 at);

    /** The one sender for an account. Ask once per account and keep it. */
    Submitter submitter(CallSigner signer);

    /** Ends all subscriptions and connections. */
    Future<Void> close();
}
