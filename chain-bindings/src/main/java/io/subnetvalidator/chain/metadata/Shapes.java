package io.subnetvalidator.chain.metadata;

import java.util.Optional;

/** Shapes of calls and storage items. */
final class Shapes {

    private final Metadata metadata;
    private final TypePrinter printer;

    Shapes(Metadata metadata) {
        this.metadata = metadata;
        this.printer = metadata.printer();
    }

    Optional<CallShape> call(String palletName, String name) {
        return metadata.findPallet(palletName)
                .flatMap(pallet -> pallet.call(name)
                        .map(call -> new CallShape(
                                palletName,
                                name,
                                pallet.index(),
                                call.index(),
                                call.fields().stream()
                                        .map(field -> new CallShape.Argument(
                                                field.name().orElse(""),
                                                printer.name(field.type()),
                                                printer.shape(field.type())))
                                        .toList())));
    }

    Optional<StorageShape> storage(String palletName, String name) {
        return metadata.findPallet(palletName)
                .flatMap(pallet -> pallet.storageItem(name))
                .map(item -> new StorageShape(
                        palletName,
                        name,
                        item.modifier(),
                        item.hashers(),
                        item.keyTypes().stream().map(printer::shape).toList(),
                        printer.name(item.valueType()),
                        printer.shape(item.valueType())));
    }
}
