package io.subnetvalidator.chain.metadata;

/** Dispatch errors with the names that pallets give them. */
final class DispatchErrors {

    private final Metadata metadata;

    DispatchErrors(Metadata metadata) {
        this.metadata = metadata;
    }

    DispatchError decode(byte[] raw) {
        PortableType type = metadata.types()
                .find("sp_runtime", "DispatchError")
                .orElseThrow(() -> new MetadataException("the runtime does not describe its dispatch errors"));
        return of(metadata.codec().decode(type.id(), raw));
    }

    DispatchError of(Value value) {
        Value.Variant variant = value.asVariant();
        if (variant.name().equals("Module")) {
            return module(
                    variant.content().field("index").asInt(),
                    variant.content().field("error").asBytes());
        }
        return variant.content() instanceof Value.Variant detail
                ? new DispatchError.Detailed(variant.name(), detail.name())
                : new DispatchError.Plain(variant.name());
    }

    DispatchError module(int moduleIndex, byte[] error) {
        if (error.length == 0) {
            throw new ValueException("a module error has at least one byte");
        }
        int errorIndex = error[0] & 0xFF;
        return metadata.findPallet(moduleIndex)
                .flatMap(pallet -> pallet.error(errorIndex)
                        .<DispatchError>map(declared -> new DispatchError.Module(
                                moduleIndex, errorIndex, pallet.name(), declared.name(), declared.docs())))
                .orElseGet(() -> new DispatchError.UnknownModule(moduleIndex, errorIndex));
    }
}
