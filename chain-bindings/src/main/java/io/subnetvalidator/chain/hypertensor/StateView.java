package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.MetadataException;
import io.subnetvalidator.chain.metadata.StorageEntry;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.metadata.ValueException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The state of the chain at one block: entries of the Network pallet by name, many of them in one query. */
final class StateView {

    /** One entry and its key. */
    record Entry(StorageEntry storage, Bytes key) {}

    /** What a query brought. */
    record Values(Map<Bytes, Bytes> raw) {

        /** The value when storage has the key; defaults do not count. */
        Optional<Value> present(Entry entry) {
            return Optional.ofNullable(raw.get(entry.key()))
                    .map(bytes -> entry.storage().decodePresent(bytes.toBytes()));
        }

        /** The value, or the default of the item. */
        Value orDefault(Entry entry) {
            return entry.storage()
                    .decode(Optional.ofNullable(raw.get(entry.key())).map(Bytes::toBytes))
                    .orElseThrow(() -> new ValueException(entry.storage().qualifiedName() + " has no default"));
        }
    }

    private final Metadata metadata;
    private final SubstrateRpc rpc;
    private final Hash256 at;

    StateView(Metadata metadata, SubstrateRpc rpc, Hash256 at) {
        this.metadata = metadata;
        this.rpc = rpc;
        this.at = at;
    }

    boolean has(String item) {
        return metadata.findPallet(RuntimeShape.PALLET)
                .flatMap(pallet -> pallet.storageItem(item))
                .isPresent();
    }

    Entry entry(String item, Value... keys) {
        return entryOf(RuntimeShape.PALLET, item, keys);
    }

    Entry entryOf(String pallet, String item, Value... keys) {
        StorageEntry storage = metadata.storage(pallet, item);
        return new Entry(storage, Bytes.of(storage.key(keys)));
    }

    /** The entry of an item that only some runtimes have. */
    Optional<Entry> entryIfKnown(String item, Value... keys) {
        return has(item) ? Optional.of(entry(item, keys)) : Optional.empty();
    }

    Future<Values> fetch(List<Entry> entries) {
        return rpc.storage(entries.stream().map(Entry::key).distinct().toList(), at)
                .map(Values::new);
    }

    /** One entry, when storage has it. */
    <T> Future<Optional<T>> present(Entry entry, Function<Value, T> read) {
        return fetch(List.of(entry)).map(values -> values.present(entry).map(read));
    }

    /** The key values of all entries of an item that begin with these. */
    Future<List<List<Value>>> keys(String item, Value... leading) {
        StorageEntry storage = metadata.storage(RuntimeShape.PALLET, item);
        return rpc.keys(Bytes.of(storage.partialKey(leading)), at)
                .map(keys -> keys.stream()
                        .map(key -> storage.decodeKey(key.toBytes()))
                        .toList());
    }

    /** Runs a read; what metadata or values do not allow becomes a failure that says so. */
    static <T> Future<T> guarded(Supplier<Future<T>> read) {
        Future<T> result;
        try {
            result = read.get();
        } catch (MetadataException | ValueException | IllegalArgumentException | ArithmeticException e) {
            return Future.failedFuture(unreadable(e));
        }
        return result.recover(cause -> Future.failedFuture(
                cause instanceof MetadataException
                                || cause instanceof ValueException
                                || cause instanceof IllegalArgumentException
                                || cause instanceof ArithmeticException
                        ? unreadable(cause)
                        : cause));
    }

    private static ChainException unreadable(Throwable cause) {
        return new ChainException(
                ChainException.Kind.UNREADABLE_STATE,
                "the state of the chain cannot be read: " + cause.getMessage(),
                cause);
    }
}
