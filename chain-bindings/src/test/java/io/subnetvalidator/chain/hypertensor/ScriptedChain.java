package io.subnetvalidator.chain.hypertensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.subnetvalidator.chain.extrinsic.BlockHeader;
import io.subnetvalidator.chain.metadata.EventRecord;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.rpc.Backoff;
import io.subnetvalidator.chain.rpc.PoolOptions;
import io.subnetvalidator.chain.rpc.RpcOptions;
import io.subnetvalidator.chain.rpc.ScriptedNode;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A chain on a scripted node: real headers, hashes and metadata, blocks and state as a test wants them. */
final class ScriptedChain {

    static final Hash256 GENESIS = Hash256.parse("45".repeat(32));

    private record Block(BlockHeader header, Hash256 hash, List<Bytes> extrinsics, Bytes events) {
        Head head() {
            return new Head(header.number(), hash, header.parentHash());
        }
    }

    private final ScriptedNode node;
    private final Metadata metadata;
    private final String eventsKey;
    private final Map<String, Block> blocks = new ConcurrentHashMap<>();
    private final SortedMap<Long, Block> best = new ConcurrentSkipListMap<>();
    private final SortedMap<String, String> state = new ConcurrentSkipListMap<>();
    private volatile long finalized;

    ScriptedChain(ScriptedNode node, byte[] rawMetadata) {
        this.node = node;
        this.metadata = Metadata.decode(rawMetadata);
        this.eventsKey = Hex.encode(metadata.storageKey("System", "Events"));
        mine();
        serve(rawMetadata);
    }

    Metadata metadata() {
        return metadata;
    }

    /** Puts a value into the state of every block. */
    void put(String key, String value) {
        state.put(key, value);
    }

    /** Adds an empty block to the best chain without telling. */
    Head mine() {
        return mine(List.of(), List.of());
    }

    Head mine(List<Bytes> extrinsics, List<EventRecord> events) {
        Hash256 parent = best.isEmpty() ? GENESIS : at(best.lastKey()).hash();
        return add(best.isEmpty() ? 1 : best.lastKey() + 1, parent, extrinsics, events, "a");
    }

    /** Adds a block in place of the one with this number, and forgets those after it. */
    Head fork(long number, List<Bytes> extrinsics, List<EventRecord> events) {
        Hash256 parent = at(number - 1).hash();
        best.tailMap(number).clear();
        return add(number, parent, extrinsics, events, "b");
    }

    private Head add(long number, Hash256 parent, List<Bytes> extrinsics, List<EventRecord> events, String branch) {
        BlockHeader header = new BlockHeader(
                parent,
                BlockNumber.of(number),
                Hash256.of(new byte[32]),
                Blake2b.hash256((branch + extrinsics).getBytes(StandardCharsets.UTF_8)),
                List.of());
        Block block = new Block(header, header.hash(), extrinsics, Bytes.of(metadata.encodeEvents(events)));
        best.put(number, block);
        blocks.put(block.hash().toString(), block);
        return block.head();
    }

    /** An event saying that the extrinsic at this index succeeded. */
    EventRecord success(int index) {
        Value info = Value.struct(Map.of(
                "weight", Value.struct(Map.of("ref_time", Value.of(1), "proof_size", Value.of(0))),
                "class", Value.variant("Normal"),
                "pays_fee", Value.variant("No")));
        return event(index, "ExtrinsicSuccess", Map.of("dispatch_info", info));
    }

    /** An event saying that the extrinsic at this index failed with {@code BadOrigin}. */
    EventRecord badOrigin(int index) {
        Value info = Value.struct(Map.of(
                "weight", Value.struct(Map.of("ref_time", Value.of(1), "proof_size", Value.of(0))),
                "class", Value.variant("Normal"),
                "pays_fee", Value.variant("Yes")));
        return event(
                index, "ExtrinsicFailed", Map.of("dispatch_error", Value.variant("BadOrigin"), "dispatch_info", info));
    }

    private EventRecord event(int index, String name, Map<String, Value> fields) {
        int number = metadata.pallet("System").event(name).orElseThrow().index();
        return new EventRecord(
                new EventRecord.Phase.ApplyExtrinsic(index), 0, number, "System", name, fields, List.of());
    }

    private Block at(long number) {
        return Optional.ofNullable(best.get(number)).orElseThrow();
    }

    Head best() {
        return at(best.lastKey()).head();
    }

    /** Tells of the best head. */
    void announceBest() {
        node.report("chain_subscribeNewHeads", headerJson(at(best.lastKey())));
    }

    /** Tells that the block with this number, and all before it, are final. */
    void announceFinalized(long number) {
        finalized = number;
        node.report("chain_subscribeFinalizedHeads", headerJson(at(number)));
    }

    /** Mines, tells, and finalizes what is two blocks back. */
    Head step(List<Bytes> extrinsics, List<EventRecord> events) {
        Head head = mine(extrinsics, events);
        announceBest();
        if (head.number().value() > 3) {
            announceFinalized(head.number().value() - 2);
        }
        return head;
    }

    Future<RpcChain> open(Vertx vertx) {
        return RpcChain.open(
                vertx,
                List.of(node.endpoint()),
                RpcOptions.defaults()
                        .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)))
                        .withRequestDeadline(Duration.ofSeconds(2)),
                PoolOptions.defaults(),
                Optional.empty(),
                new Random(5),
                System::nanoTime);
    }

    private void serve(byte[] rawMetadata) {
        node.result("state_getMetadata", Hex.encode(rawMetadata))
                .result(
                        "state_getRuntimeVersion",
                        Map.of("specName", "hypertensor-node", "specVersion", 1, "transactionVersion", 1))
                .result("system_chain", "scripted")
                .subscription("state_subscribeRuntimeVersion")
                .compute("chain_getBlockHash", this::blockHash)
                .compute(
                        "chain_getFinalizedHead",
                        params -> at(Math.max(1, finalized)).hash().toString())
                .compute(
                        "chain_getHeader",
                        params -> Optional.ofNullable(blocks.get(params.path(0).asText()))
                                .<Object>map(this::headerJson)
                                .orElse(NullNode.instance))
                .compute(
                        "chain_getBlock",
                        params -> Optional.ofNullable(blocks.get(params.path(0).asText()))
                                .<Object>map(this::blockJson)
                                .orElse(NullNode.instance))
                .compute("state_queryStorageAt", this::storage)
                .compute("state_getKeysPaged", this::keys);
    }

    private Object blockHash(JsonNode params) {
        if (params.isEmpty()) {
            return best().hash().toString();
        }
        long number = params.path(0).asLong();
        if (number == 0) {
            return GENESIS.toString();
        }
        return Optional.ofNullable(best.get(number))
                .<Object>map(block -> block.hash().toString())
                .orElse(NullNode.instance);
    }

    private Map<String, Object> headerJson(Block block) {
        return Map.of(
                "parentHash", block.header().parentHash().toString(),
                "number", "0x" + Long.toHexString(block.header().number().value()),
                "stateRoot", block.header().stateRoot().toString(),
                "extrinsicsRoot", block.header().extrinsicsRoot().toString(),
                "digest", Map.of("logs", List.of()));
    }

    private Object blockJson(Block block) {
        return Map.of(
                "block",
                Map.of(
                        "header", headerJson(block),
                        "extrinsics",
                                block.extrinsics().stream().map(Bytes::toString).toList()));
    }

    private Object storage(JsonNode params) {
        Optional<Block> block = Optional.ofNullable(blocks.get(params.path(1).asText()));
        List<List<Optional<String>>> changes = new ArrayList<>();
        params.path(0).forEach(key -> {
            Optional<String> value = key.asText().equals(eventsKey)
                    ? block.map(found -> found.events().toString())
                    : Optional.ofNullable(state.get(key.asText()));
            changes.add(List.of(Optional.of(key.asText()), value));
        });
        return List.of(Map.of(
                "block",
                params.path(1).asText(),
                "changes",
                changes.stream()
                        .map(pair -> Arrays.asList(
                                pair.get(0).orElse(null), pair.get(1).orElse(null)))
                        .toList()));
    }

    private Object keys(JsonNode params) {
        String prefix = params.path(0).asText();
        String start = params.path(2).asText(prefix);
        return state.tailMap(start).keySet().stream()
                .filter(key -> key.startsWith(prefix) && !key.equals(start))
                .limit(params.path(1).asLong())
                .toList();
    }
}
