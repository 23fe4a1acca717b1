package io.subnetvalidator.chain.hypertensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.hypertensor.StateView.Entry;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.rpc.Endpoint;
import io.subnetvalidator.chain.rpc.PoolOptions;
import io.subnetvalidator.chain.rpc.Rpc;
import io.subnetvalidator.chain.rpc.RpcException;
import io.subnetvalidator.chain.rpc.RpcOptions;
import io.subnetvalidator.chain.rpc.RpcPool;
import io.subnetvalidator.chain.rpc.RpcSubscription;
import io.subnetvalidator.chain.rpc.RpcTopic;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chain as nodes serve it over JSON-RPC. */
public final class RpcChain implements HypertensorChain {

    private static final Logger LOG = LoggerFactory.getLogger(RpcChain.class);
    private static final RpcTopic RUNTIME_VERSION =
            new RpcTopic("state_subscribeRuntimeVersion", "state_unsubscribeRuntimeVersion", List.of());

    private final SubstrateRpc rpc;
    private final Map<AccountId, RpcSubmitter> submitters = new ConcurrentHashMap<>();
    // Replaced as a whole when the chain upgrades its runtime.
    private volatile RuntimeView runtime;

    private RpcChain(SubstrateRpc rpc, RuntimeView runtime) {
        this.rpc = rpc;
        this.runtime = runtime;
    }

    /**
     * Connects to the first usable endpoint and reads what chain it is.
     *
     * @param endpoints in order of preference
     * @param expectedGenesis hash of block 0 that every endpoint must have; that of the first one when empty
     * @param random source of the jitter between connection attempts
     * @param nanoTime monotonic time in nanoseconds
     * @return fails with a {@link ChainException} that says what is wrong with the endpoints
     */
    public static Future<RpcChain> open(
            Vertx vertx,
            List<Endpoint> endpoints,
            RpcOptions rpcOptions,
            PoolOptions poolOptions,
            Optional<Hash256> expectedGenesis,
            RandomGenerator random,
            LongSupplier nanoTime) {
        RpcPool pool = new RpcPool(vertx, endpoints, rpcOptions, poolOptions, expectedGenesis, random, nanoTime);
        return pool.open()
                .compose(open -> connect(pool))
                .recover(cause -> pool.close().transform(closed -> Future.failedFuture(wrongEndpoint(cause))));
    }

    /** Reads what chain an open connection leads to. Closing the chain closes the connection. */
    public static Future<RpcChain> connect(Rpc connection) {
        SubstrateRpc rpc = new SubstrateRpc(connection);
        return rpc.blockHash(BlockNumber.of(0))
                .compose(genesis ->
                        rpc.chainName().compose(name -> load(rpc, genesis.orElseThrow(RpcChain::noGenesis), name)))
                .compose(runtime -> verifyHashing(rpc).map(verified -> new RpcChain(rpc, runtime)))
                .map(RpcChain::followRuntime);
    }

    private static Future<RuntimeView> load(SubstrateRpc rpc, Hash256 genesis, String chainName) {
        return rpc.metadata()
                .compose(metadata ->
                        rpc.runtimeVersion().map(version -> RuntimeView.of(metadata, version, genesis, chainName)));
    }

    /** Heads are known by the hash of their header, so a node that hashes otherwise is of no use. */
    private static Future<Void> verifyHashing(SubstrateRpc rpc) {
        return rpc.bestHash()
                .compose(hash -> rpc.header(hash).compose(found -> {
                    boolean agrees = found.filter(
                                    hashed -> hashed.header().hash().equals(hash))
                            .isPresent();
                    return agrees
                            ? Future.<Void>succeededFuture()
                            : Future.failedFuture(new ChainException(
                                    ChainException.Kind.UNREADABLE_STATE,
                                    "block " + hash
                                            + " is not known by the blake2b-256 of its header; this node serves no "
                                            + "chain that this software can follow"));
                }));
    }

    private static ChainException noGenesis() {
        return new ChainException(
                ChainException.Kind.WRONG_ENDPOINT, "the endpoint knows no block 0; it serves no chain");
    }

    private static Throwable wrongEndpoint(Throwable cause) {
        if (!(cause instanceof RpcException rpc)) {
            return cause;
        }
        ChainException.Kind kind = rpc.kind() == RpcException.Kind.OTHER_CHAIN
                ? ChainException.Kind.OTHER_CHAIN
                : ChainException.Kind.WRONG_ENDPOINT;
        return new ChainException(kind, rpc.getMessage(), rpc);
    }

    /** Reads the runtime again when the node reports a version, which it does after an upgrade and after a reconnect. */
    private RpcChain followRuntime() {
        boolean[] first = {true};
        rpc.rpc().subscribe(RUNTIME_VERSION, report -> {
            if (first[0]) {
                first[0] = false;
            } else {
                reload();
            }
        });
        rpc.rpc().subscribe(RpcTopic.newHeads(), report -> {
            SubstrateRpc.Hashed header = parse(report);
            if (header != null && header.updatesRuntime()) {
                reload();
            }
        });
        return this;
    }

    private void reload() {
        RuntimeView old = runtime;
        load(rpc, old.identity().genesis(), old.identity().chainName())
                .onSuccess(read -> {
                    if (!read.sameAs(old)) {
                        LOG.warn(
                                "the chain runs another runtime now: {} version {}, {}",
                                read.identity().specName(),
                                read.identity().specVersion(),
                                read.shape().found());
                        runtime = read;
                    }
                })
                .onFailure(cause -> LOG.error("the runtime could not be read again: {}", cause.getMessage()));
    }

    @Override
    public ChainIdentity identity() {
        return runtime.identity();
    }

    @Override
    public ConsensusCalls calls() {
        return runtime.calls();
    }

    /** The metadata of the present runtime, for readers that need more than this view has. */
    public Metadata metadata() {
        return runtime.metadata();
    }

    @Override
    public Future<Head> best() {
        return rpc.bestHash().compose(this::existing);
    }

    @Override
    public Future<Head> finalized() {
        return rpc.finalizedHash().compose(this::existing);
    }

    private Future<Head> existing(Hash256 hash) {
        return header(hash)
                .map(found -> found.orElseThrow(() -> new ChainException(
                        ChainException.Kind.UNKNOWN_BLOCK, "the node named block " + hash + " and does not know it")));
    }

    @Override
    public Subscription onBest(Consumer<Head> handler) {
        Hash256[] last = new Hash256[1];
        RpcSubscription subscription = rpc.rpc().subscribe(RpcTopic.newHeads(), report -> {
            SubstrateRpc.Hashed header = parse(report);
            if (header != null && !header.hash().equals(last[0])) {
                last[0] = header.hash();
                handler.accept(header.head());
            }
        });
        return subscription::cancel;
    }

    @Override
    public Subscription onFinalized(Consumer<Head> handler) {
        return follow(Optional.empty(), handler);
    }

    @Override
    public Subscription onFinalizedFrom(BlockNumber first, Consumer<Head> handler) {
        return follow(Optional.of(first), handler);
    }

    private Subscription follow(Optional<BlockNumber> first, Consumer<Head> handler) {
        FinalizedFollower follower = new FinalizedFollower(rpc, first, handler);
        RpcSubscription subscription = rpc.rpc().subscribe(RpcTopic.finalizedHeads(), report -> {
            SubstrateRpc.Hashed header = parse(report);
            if (header != null) {
                follower.reported(header.head());
            }
        });
        return () -> {
            follower.cancel();
            subscription.cancel();
        };
    }

    private static SubstrateRpc.@Nullable Hashed parse(JsonNode report) {
        try {
            return SubstrateRpc.reported(report);
        } catch (IllegalArgumentException | ArithmeticException | ScaleException e) {
            LOG.warn("the node reports a head in an unknown form: {}", e.getMessage());
            return null;
        }
    }

    @Override
    public Future<Optional<Head>> header(Hash256 hash) {
        return rpc.header(hash).map(found -> found.map(SubstrateRpc.Hashed::head));
    }

    @Override
    public Future<Optional<Hash256>> blockHash(BlockNumber number) {
        return rpc.blockHash(number);
    }

    @Override
    public Future<List<SubnetId>> subnets(Hash256 at) {
        return read(
                at,
                state -> state.keys("SubnetsData")
                        .map(keys -> keys.stream()
                                .map(key -> SubnetId.of(key.get(0).asLong()))
                                .sorted()
                                .toList()));
    }

    @Override
    public Future<Optional<SubnetInfo>> subnet(SubnetId subnet, Hash256 at) {
        return read(at, state -> new SubnetReads(state, subnet).info());
    }

    @Override
    public Future<List<SubnetNodeInfo>> nodes(SubnetId subnet, Hash256 at) {
        return read(at, state -> new SubnetReads(state, subnet).nodes());
    }

    @Override
    public Future<SubnetGuests> guests(SubnetId subnet, Hash256 at) {
        return read(at, state -> new SubnetReads(state, subnet).guests());
    }

    @Override
    public Future<Optional<NodeId>> elected(SubnetId subnet, Epoch epoch, Hash256 at) {
        return read(
                at,
                state ->
                        state.present(state.entry("SubnetElectedValidator", id(subnet), id(epoch)), StateReader::node));
    }

    @Override
    public Future<Optional<ConsensusSubmission>> submission(SubnetId subnet, Epoch epoch, Hash256 at) {
        return read(
                at,
                state -> state.present(
                        state.entry("SubnetConsensusSubmission", id(subnet), id(epoch)), StateReader::submission));
    }

    @Override
    public Future<List<NodeId>> electionSlots(SubnetId subnet, Hash256 at) {
        return read(
                at,
                state -> state.present(state.entry("SubnetNodeElectionSlots", id(subnet)), StateReader::nodes)
                        .map(slots -> slots.orElse(List.of())));
    }

    @Override
    public Future<Optional<NodeId>> nodeOf(AccountId hotkey, SubnetId subnet, Hash256 at) {
        return read(
                at,
                state -> optional(
                        state,
                        state.entryIfKnown("HotkeySubnetNodeId", id(subnet), Value.of(hotkey)),
                        StateReader::node));
    }

    @Override
    public Future<Optional<Balance>> stake(AccountId hotkey, SubnetId subnet, Hash256 at) {
        return read(
                at,
                state -> optional(
                        state,
                        state.entryIfKnown("AccountSubnetStake", Value.of(hotkey), id(subnet)),
                        StateReader::balance));
    }

    @Override
    public Future<Optional<Ratio>> nodeReputation(SubnetId subnet, NodeId node, Hash256 at) {
        return read(
                at,
                state -> state.present(
                        state.entry("SubnetNodeReputation", id(subnet), Value.of(node.value())), StateReader::ratio));
    }

    @Override
    public Future<Optional<Ratio>> subnetReputation(SubnetId subnet, Hash256 at) {
        return read(at, state -> state.present(state.entry("SubnetReputation", id(subnet)), StateReader::ratio));
    }

    @Override
    public Future<Balance> balance(AccountId account, Hash256 at) {
        return read(
                at,
                state -> state.present(
                                state.entryOf("System", "Account", Value.of(account)),
                                value -> StateReader.balance(value.field("data").field("free")))
                        .map(free -> free.orElse(Balance.ZERO)));
    }

    @Override
    public Future<Long> nonce(AccountId account) {
        return rpc.accountNextIndex(account);
    }

    @Override
    public Future<DelegatePool> delegatePool(SubnetId subnet, Hash256 at) {
        return read(at, state -> {
            Entry shares = state.entry("TotalSubnetDelegateStakeShares", id(subnet));
            Entry balance = state.entry("TotalSubnetDelegateStakeBalance", id(subnet));
            return state.fetch(List.of(shares, balance))
                    .map(values -> new DelegatePool(
                            StateReader.balance(values.orDefault(shares)),
                            StateReader.balance(values.orDefault(balance))));
        });
    }

    @Override
    public Future<Optional<EmissionWeights>> emissionWeights(long generalEpoch, Hash256 at) {
        return read(
                at,
                state -> state.present(
                        state.entry("FinalSubnetEmissionWeights", Value.of(generalEpoch)),
                        StateReader::emissionWeights));
    }

    @Override
    public Future<ConsensusParameters> consensusParameters(Hash256 at) {
        return read(at, state -> new ParameterReads(state).parameters());
    }

    @Override
    public Future<List<EventRecord>> events(Hash256 at) {
        return read(at, state -> {
            RuntimeView present = runtime;
            Entry events = state.entryOf("System", "Events");
            EventReader reader = new EventReader(present.metadata());
            return rpc.storage(List.of(events.key()), at)
                    .map(raw -> Optional.ofNullable(raw.get(events.key()))
                            .map(bytes -> present.metadata().decodeEvents(bytes.toBytes()))
                            .orElse(List.of())
                            .stream()
                            .map(reader::read)
                            .toList());
        });
    }

    @Override
    public Submitter submitter(CallSigner signer) {
        RpcSubmitter submitter =
                submitters.computeIfAbsent(signer.account(), account -> new RpcSubmitter(this, rpc, signer));
        if (submitter.signer() != signer) {
            throw new IllegalStateException("account " + signer.account()
                    + " has a submitter with another signer; two of them would use the same nonces");
        }
        return submitter;
    }

    RuntimeView runtime() {
        return runtime;
    }

    @Override
    public Future<Void> close() {
        return rpc.rpc().close();
    }

    private <T> Future<T> read(Hash256 at, Function<StateView, Future<T>> read) {
        return StateView.guarded(() -> read.apply(new StateView(runtime.metadata(), rpc, at)));
    }

    private static <T> Future<Optional<T>> optional(StateView state, Optional<Entry> entry, Function<Value, T> read) {
        return entry.map(known -> state.present(known, read)).orElse(Future.succeededFuture(Optional.empty()));
    }

    private static Value id(SubnetId subnet) {
        return Value.of(subnet.value());
    }

    private static Value id(Epoch epoch) {
        return Value.of(epoch.value());
    }
}
