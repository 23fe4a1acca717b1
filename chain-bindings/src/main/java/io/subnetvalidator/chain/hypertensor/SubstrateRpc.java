package io.subnetvalidator.chain.hypertensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.crypto.AccountText;
import io.subnetvalidator.chain.extrinsic.BlockHeader;
import io.subnetvalidator.chain.extrinsic.DigestItem;
import io.subnetvalidator.chain.rpc.HeaderNumber;
import io.subnetvalidator.chain.rpc.Rpc;
import io.subnetvalidator.chain.rpc.RpcException;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The standard methods of a node with typed parameters and answers; answers of another form are refused. */
final class SubstrateRpc {

    private static final int KEYS_PER_QUERY = 256;
    private static final int KEYS_PER_PAGE = 512;
    private static final int MAX_KEYS = 65_536;
    private static final int MAX_DIGEST_ITEMS = 64;

    /** A header and its hash. */
    record Hashed(BlockHeader header, Hash256 hash) {
        Head head() {
            return new Head(header.number(), hash, header.parentHash());
        }

        boolean updatesRuntime() {
            return header.digest().stream().anyMatch(DigestItem.RuntimeUpdated.class::isInstance);
        }
    }

    /** A block's header and the bytes of its extrinsics. */
    record Block(Head head, List<Bytes> extrinsics) {}

    /** What the node says of its runtime. */
    record RuntimeVersion(String specName, long specVersion, long transactionVersion) {}

    private final Rpc rpc;

    SubstrateRpc(Rpc rpc) {
        this.rpc = rpc;
    }

    Rpc rpc() {
        return rpc;
    }

    Future<Bytes> metadata() {
        return ask("state_getMetadata", SubstrateRpc::bytes);
    }

    Future<RuntimeVersion> runtimeVersion() {
        return ask(
                "state_getRuntimeVersion",
                answer -> new RuntimeVersion(
                        answer.path("specName").asText(""),
                        u32(answer.path("specVersion")),
                        u32(answer.path("transactionVersion"))));
    }

    Future<String> chainName() {
        return ask("system_chain", answer -> answer.asText(""));
    }

    Future<Optional<Hash256>> blockHash(BlockNumber number) {
        return ask("chain_getBlockHash", answer -> optional(answer, SubstrateRpc::hash), number.value());
    }

    Future<Hash256> bestHash() {
        return ask("chain_getBlockHash", SubstrateRpc::hash);
    }

    Future<Hash256> finalizedHash() {
        return ask("chain_getFinalizedHead", SubstrateRpc::hash);
    }

    Future<Optional<Hashed>> header(Hash256 hash) {
        return ask("chain_getHeader", answer -> optional(answer, SubstrateRpc::header), hash.toString())
                .map(found -> found.map(header -> new Hashed(header.header(), hash)));
    }

    Future<Optional<Block>> block(Hash256 hash) {
        return ask("chain_getBlock", answer -> optional(answer, found -> block(hash, found)), hash.toString());
    }

    Future<Long> accountNextIndex(AccountId account) {
        return ask("system_accountNextIndex", SubstrateRpc::u32, AccountText.format(account));
    }

    /** Values of exact keys; keys that storage does not have are missing in the answer. */
    Future<Map<Bytes, Bytes>> storage(List<Bytes> keys, Hash256 at) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        List<Future<Map<Bytes, Bytes>>> parts = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
            List<String> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY)).stream()
                    .map(Bytes::toString)
                    .toList();
            parts.add(ask("state_queryStorageAt", SubstrateRpc::changes, part, at.toString()));
        }
        return Future.all(parts).map(all -> {
            Map<Bytes, Bytes> values = new HashMap<>();
            parts.forEach(part -> values.putAll(part.result()));
            return values;
        });
    }

    /** All keys with a prefix, in the order of storage. */
    Future<List<Bytes>> keys(Bytes prefix, Hash256 at) {
        return keys(prefix, at, new ArrayList<>());
    }

    private Future<List<Bytes>> keys(Bytes prefix, Hash256 at, List<Bytes> found) {
        String start = found.isEmpty()
                ? prefix.toString()
                : found.get(found.size() - 1).toString();
        return ask("state_getKeysPaged", SubstrateRpc::keyList, prefix.toString(), KEYS_PER_PAGE, start, at.toString())
                .compose(page -> {
                    found.addAll(page);
                    if (page.size() < KEYS_PER_PAGE) {
                        return Future.succeededFuture(List.copyOf(found));
                    }
                    return found.size() >= MAX_KEYS
                            ? Future.failedFuture(unreadable("more than " + MAX_KEYS + " keys under " + prefix))
                            : keys(prefix, at, found);
                });
    }

    /** Reads the header that a subscription reports; its hash is computed from it. */
    static Hashed reported(JsonNode answer) {
        return header(answer);
    }

    private <T> Future<T> ask(String method, Function<JsonNode, T> read, Object... params) {
        return rpc.request(method, params).recover(SubstrateRpc::explained).compose(answer -> {
            try {
                return Future.succeededFuture(read.apply(answer));
            } catch (IllegalArgumentException | ArithmeticException | ScaleException e) {
                return Future.failedFuture(
                        unreadable("the node answers " + method + " in an unknown form: " + e.getMessage()));
            }
        });
    }

    private static <T> Future<T> explained(Throwable cause) {
        if (cause instanceof RpcException rpc && rpc.kind() == RpcException.Kind.REMOTE) {
            String text = (rpc.remoteMessage() + " " + rpc.data()).toLowerCase(Locale.ROOT);
            if (rpc.code() == 4003 || text.contains("unknownblock") || text.contains("state already discarded")) {
                return Future.failedFuture(
                        new ChainException(ChainException.Kind.UNKNOWN_BLOCK, rpc.getMessage(), rpc));
            }
        }
        return Future.failedFuture(cause);
    }

    private static ChainException unreadable(String message) {
        return new ChainException(ChainException.Kind.UNREADABLE_STATE, message);
    }

    private static <T> Optional<T> optional(JsonNode answer, Function<JsonNode, T> read) {
        return answer.isNull() ? Optional.empty() : Optional.of(read.apply(answer));
    }

    private static Hash256 hash(JsonNode answer) {
        return Hash256.parse(text(answer));
    }

    private static Bytes bytes(JsonNode answer) {
        return Bytes.parse(text(answer));
    }

    private static String text(JsonNode answer) {
        if (!answer.isTextual() || !answer.asText().startsWith("0x")) {
            throw new IllegalArgumentException("hexadecimal text expected, found " + shortened(answer));
        }
        return answer.asText();
    }

    private static long u32(JsonNode answer) {
        if (!answer.isIntegralNumber() || answer.asLong() < 0 || answer.asLong() > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("a number of 32 bits expected, found " + shortened(answer));
        }
        return answer.asLong();
    }

    private static Hashed header(JsonNode answer) {
        long number = HeaderNumber.of(answer);
        JsonNode logs = answer.path("digest").path("logs");
        if (number < 0 || logs.size() > MAX_DIGEST_ITEMS) {
            throw new IllegalArgumentException("a block header expected, found " + shortened(answer));
        }
        List<DigestItem> digest = new ArrayList<>();
        for (JsonNode log : logs) {
            ScaleReader in = new ScaleReader(Bytes.parse(text(log)).toBytes());
            digest.add(DigestItem.read(in));
            in.requireEnd();
        }
        BlockHeader header = new BlockHeader(
                hash(answer.path("parentHash")),
                BlockNumber.of(number),
                hash(answer.path("stateRoot")),
                hash(answer.path("extrinsicsRoot")),
                digest);
        return new Hashed(header, header.hash());
    }

    private static Block block(Hash256 hash, JsonNode answer) {
        BlockHeader header = header(answer.path("block").path("header")).header();
        List<Bytes> extrinsics = new ArrayList<>();
        answer.path("block").path("extrinsics").forEach(extrinsic -> extrinsics.add(bytes(extrinsic)));
        return new Block(new Head(header.number(), hash, header.parentHash()), List.copyOf(extrinsics));
    }

    private static Map<Bytes, Bytes> changes(JsonNode answer) {
        Map<Bytes, Bytes> values = new HashMap<>();
        for (JsonNode set : answer) {
            for (JsonNode change : set.path("changes")) {
                if (!change.path(1).isNull()) {
                    values.put(bytes(change.path(0)), bytes(change.path(1)));
                }
            }
        }
        if (!answer.isArray()) {
            throw new IllegalArgumentException("a list of changes expected, found " + shortened(answer));
        }
        return values;
    }

    private static List<Bytes> keyList(JsonNode answer) {
        if (!answer.isArray()) {
            throw new IllegalArgumentException("a list of keys expected, found " + shortened(answer));
        }
        List<Bytes> keys = new ArrayList<>();
        answer.forEach(key -> keys.add(bytes(key)));
        return keys;
    }

    private static String shortened(JsonNode answer) {
        String text = answer.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
