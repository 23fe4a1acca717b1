package io.subnetvalidator.chain.metadata;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A pallet of the runtime.
 *
 * @param index first byte of its calls and events, and its module number in errors
 * @param storagePrefix what its storage keys start from; usually, but not always, its name
 */
public record Pallet(
        String name,
        int index,
        String storagePrefix,
        List<StorageItem> storage,
        List<TypeVariant> calls,
        List<TypeVariant> events,
        List<TypeVariant> errors,
        List<PalletConstant> constants) {

    public Pallet {
        storage = List.copyOf(storage);
        calls = List.copyOf(calls);
        events = List.copyOf(events);
        errors = List.copyOf(errors);
        constants = List.copyOf(constants);
    }

    public Optional<StorageItem> storageItem(String itemName) {
        return byName(storage, StorageItem::name, itemName);
    }

    public Optional<TypeVariant> call(String callName) {
        return byName(calls, TypeVariant::name, callName);
    }

    public Optional<TypeVariant> call(int callIndex) {
        return byIndex(calls, callIndex);
    }

    public Optional<TypeVariant> event(String eventName) {
        return byName(events, TypeVariant::name, eventName);
    }

    public Optional<TypeVariant> event(int eventIndex) {
        return byIndex(events, eventIndex);
    }

    public Optional<TypeVariant> error(int errorIndex) {
        return byIndex(errors, errorIndex);
    }

    public Optional<PalletConstant> constant(String constantName) {
        return byName(constants, PalletConstant::name, constantName);
    }

    private static <T> Optional<T> byName(List<T> items, Function<T, String> name, String wanted) {
        return items.stream().filter(item -> name.apply(item).equals(wanted)).findFirst();
    }

    private static Optional<TypeVariant> byIndex(List<TypeVariant> variants, int index) {
        return variants.stream().filter(variant -> variant.index() == index).findFirst();
    }
}
