package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.wire.WireException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Finds in the DHT which servers say they serve which blocks. DHT nodes name each other by peer id only; of those, only peers whose
 * address is known some other way can be asked.
 */
public final class BlockDirectory {

    /** Blocks of one search; their keys and values fit a message. */
    public static final int MAX_BLOCKS = 256;

    private static final double MILLIS = 1000;

    private final HivemindClient client;
    private final Function<PeerId, Optional<PeerAddress>> addresses;
    private final LongSupplier clock;
    private final int maxNodes;

    /**
     * @param addresses where a peer can be reached
     * @param clock milliseconds since 1970
     * @param maxNodes most DHT nodes asked in one search
     */
    public BlockDirectory(
            HivemindClient client,
            Function<PeerId, Optional<PeerAddress>> addresses,
            LongSupplier clock,
            int maxNodes) {
        this.client = client;
        this.addresses = addresses;
        this.clock = clock;
        this.maxNodes = maxNodes;
    }

    /**
     * What a search found.
     *
     * @param servers by block, entries that have not expired, those of greatest throughput first
     * @param answered DHT nodes that answered
     * @param silent why others did not
     */
    public record Found(Map<Integer, List<BlockServer>> servers, Set<PeerId> answered, Map<PeerId, String> silent) {}

    /**
     * Searches from these nodes on.
     *
     * @param deadline for each node
     * @throws IllegalArgumentException for more than {@value #MAX_BLOCKS} blocks
     */
    public Future<Found> servers(BlockUids blocks, Collection<PeerAddress> first, Duration deadline) {
        if (blocks.span().count() > MAX_BLOCKS) {
            throw new IllegalArgumentException(
                    "a search for " + blocks.span().count() + " blocks; at most " + MAX_BLOCKS);
        }
        Search search = new Search(blocks, deadline);
        first.forEach(search::meet);
        return search.round().map(ignored -> search.found());
    }

    private final class Search {

        private final BlockSpan span;
        private final List<DhtId> keys;
        private final Duration deadline;
        private final Set<PeerId> met = new LinkedHashSet<>();
        private final List<PeerAddress> next = new ArrayList<>();
        private final Set<PeerId> answered = new LinkedHashSet<>();
        private final Map<PeerId, String> silent = new LinkedHashMap<>();
        private final Map<Integer, Map<PeerId, BlockServer>> newest = new TreeMap<>();

        Search(BlockUids blocks, Duration deadline) {
            this.span = blocks.span();
            this.keys = IntStream.range(span.first(), span.end())
                    .mapToObj(block -> DhtId.ofKey(BlockUids.uid(blocks.prefix(), block)))
                    .toList();
            this.deadline = deadline;
        }

        void meet(PeerAddress node) {
            if (met.size() < maxNodes && met.add(node.peer())) {
                next.add(node);
            }
        }

        /** Asks whoever was met since the last round, until nobody new is. */
        Future<Void> round() {
            if (next.isEmpty()) {
                return Future.succeededFuture();
            }
            List<PeerAddress> now = List.copyOf(next);
            next.clear();
            List<Future<Void>> asked = now.stream().map(this::ask).toList();
            return Future.join(asked).compose(ignored -> round());
        }

        private Future<Void> ask(PeerAddress node) {
            return client.find(node, keys, deadline)
                    .map(results -> HivemindClient.read(node, () -> accept(node, results)))
                    .recover(failure -> {
                        if (failure instanceof PeerException || failure instanceof ServerErrorException) {
                            silent.put(node.peer(), String.valueOf(failure.getMessage()));
                            return Future.succeededFuture();
                        }
                        return Future.failedFuture(failure);
                    })
                    .mapEmpty();
        }

        /** @throws WireException when a value is no dictionary; nothing of this node's answer is kept then */
        private boolean accept(PeerAddress node, List<FindResult> results) {
            List<BlockServer> servers = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                FindResult result = results.get(i);
                if (result.type() == FindResult.Type.FOUND_DICTIONARY) {
                    servers.addAll(BlockServer.ofDictionary(span.first() + i, result.value()));
                }
            }
            servers.forEach(this::keep);
            results.stream()
                    .flatMap(result -> result.nearest().stream())
                    .distinct()
                    .forEach(peer -> addresses.apply(peer).ifPresent(this::meet));
            return answered.add(node.peer());
        }

        private void keep(BlockServer server) {
            newest.computeIfAbsent(server.block(), block -> new LinkedHashMap<>())
                    .merge(
                            server.peer(),
                            server,
                            (known, other) -> other.expiration() > known.expiration() ? other : known);
        }

        Found found() {
            double now = clock.getAsLong() / MILLIS;
            Map<Integer, List<BlockServer>> servers = new TreeMap<>();
            newest.forEach((block, byPeer) -> servers.put(
                    block,
                    byPeer.values().stream()
                            .filter(server -> server.expiration() > now)
                            .sorted(Comparator.comparingDouble(BlockServer::throughput)
                                    .reversed())
                            .toList()));
            return new Found(servers, answered, silent);
        }
    }
}
