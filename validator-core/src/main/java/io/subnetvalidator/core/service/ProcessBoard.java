package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.core.view.Board;
import io.subnetvalidator.core.view.EpochView;
import io.subnetvalidator.core.view.EventView;
import io.subnetvalidator.core.view.NodeView;
import io.subnetvalidator.core.view.ProofView;
import io.subnetvalidator.core.view.ServiceView;
import io.subnetvalidator.core.view.SwarmView;
import io.subnetvalidator.core.view.ValidatorView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The newest view of everything in this process. Validators and readers write to it from their own threads; every reader gets
 * one consistent snapshot. Histories are bounded.
 */
public final class ProcessBoard implements Board {

    private static final int MAX_EPOCHS = 200;
    private static final int MAX_EVENTS = 200;
    private static final int MAX_PROOFS = 500;
    private static final long MAX_PROOF_BYTES = 64L << 20;

    private final ChainLine chain;
    private final Map<Long, ValidatorView> validators = new TreeMap<>();
    private final Map<Long, NodeView> nodes = new TreeMap<>();
    private final TreeMap<Long, EpochView> epochs = new TreeMap<>();
    private final Map<String, ProofView> proofs = new TreeMap<>();
    private final Map<String, byte[]> proofBytes = new HashMap<>();
    private final Deque<EventView> events = new ArrayDeque<>();
    private final Map<String, String> missing = new TreeMap<>();
    private Optional<SwarmBoard> swarm = Optional.empty();

    /** Made again when it is asked for after a change of the nodes. */
    private Optional<SwarmView> swarmView = Optional.empty();

    private long eventSequence;
    private long keptProofBytes;
    private long block;
    private long finalized;
    private long epoch;
    private long offset;

    /** What stays the same: the chain, the subnet and its epoch length. */
    public record ChainLine(String chain, String genesis, String dialect, long subnet, long epochLength) {}

    public ProcessBoard(ChainLine chain) {
        this.chain = chain;
        missing.put("head", "no chain head has been seen yet");
    }

    public synchronized void best(long number, long currentEpoch, long currentOffset) {
        block = number;
        epoch = currentEpoch;
        offset = currentOffset;
        missing.remove("head");
    }

    public synchronized void finalized(long number) {
        finalized = number;
    }

    public synchronized void validator(ValidatorView view) {
        validators.put(view.node(), view);
    }

    /** Shows a node that is not shown yet. */
    public synchronized void register(NodeView view) {
        nodes.putIfAbsent(view.id(), view);
        swarmView = Optional.empty();
    }

    /** Changes what is shown of a node; nothing happens when the node is not shown. */
    public synchronized void update(long id, UnaryOperator<NodeView> change) {
        nodes.computeIfPresent(id, (known, view) -> change.apply(view));
        swarmView = Optional.empty();
    }

    /** The model that the nodes serve; the same one again changes nothing. */
    public synchronized void model(int blocks) {
        swarm = swarm.or(() -> Optional.of(new SwarmBoard(blocks)));
    }

    /** Takes the blocks that a node says it serves. */
    public synchronized void announced(long node, BlockSpan span) {
        swarm.ifPresent(known -> known.announced(node, span));
        swarmView = Optional.empty();
    }

    /** How well the nodes serve the model; empty until it is known. */
    public synchronized Optional<SwarmView> swarm() {
        swarmView = swarmView.or(() -> swarm.map(known -> known.view(nodes.values())));
        return swarmView;
    }

    public synchronized void epoch(EpochView view) {
        epochs.put(view.epoch(), view);
        while (epochs.size() > MAX_EPOCHS) {
            epochs.pollFirstEntry();
        }
    }

    /** Keeps a proof; the same proof from another validator changes nothing. */
    public synchronized void proof(ProofView view, byte[] bytes) {
        if (proofs.size() >= MAX_PROOFS || proofs.containsKey(view.digest())) {
            return;
        }
        proofs.put(view.digest(), view);
        if (keptProofBytes + bytes.length <= MAX_PROOF_BYTES) {
            proofBytes.put(view.digest(), bytes.clone());
            keptProofBytes += bytes.length;
        }
    }

    public synchronized void event(long atBlock, String kind, String text) {
        events.addLast(new EventView(++eventSequence, atBlock, kind, text));
        if (events.size() > MAX_EVENTS) {
            events.removeFirst();
        }
    }

    /** Something that the next duty needs is not there; {@code key} names it until {@link #available}. */
    public synchronized void unavailable(String key, String sentence) {
        missing.put(key, sentence);
    }

    public synchronized void available(String key) {
        missing.remove(key);
    }

    @Override
    public synchronized ServiceView current() {
        return new ServiceView(
                chain.chain(),
                chain.genesis(),
                chain.dialect(),
                chain.subnet(),
                block,
                finalized,
                epoch,
                offset,
                chain.epochLength(),
                missing.isEmpty(),
                List.copyOf(missing.values()),
                List.copyOf(validators.values()),
                List.copyOf(nodes.values()),
                swarm(),
                List.copyOf(epochs.values()),
                List.copyOf(proofs.values()),
                new ArrayList<>(events));
    }

    @Override
    public synchronized Optional<byte[]> proof(String digest) {
        return Optional.ofNullable(proofBytes.get(digest)).map(byte[]::clone);
    }
}
