package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.crypto.StorageHasher;
import io.subnetvalidator.chain.scale.ScaleReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the bytes of metadata V14 and V15 (layout of the {@code frame-metadata} and {@code scale-info} crates). The layout itself is not
 * recursive: types refer to each other by number.
 */
final class MetadataDecoder {

    private static final int MAX_TYPES = 16_384;
    private static final int MAX_PALLETS = 256;
    private static final int MAX_ITEMS = 4_096;
    private static final int MAX_KEYS = 16;
    private static final int MAX_NAME = 512;
    private static final int MAX_DOC_LINE = 16_384;
    private static final int MAX_RAW = 1 << 20;

    /** Items of all lists together; bounds memory where items take a byte each. The types of Hypertensor have some 6,000. */
    private static final int MAX_ITEMS_IN_ALL = 400_000;

    private final ScaleReader in;
    private final int version;
    private int itemsLeft = MAX_ITEMS_IN_ALL;

    MetadataDecoder(ScaleReader in, int version) {
        this.in = in;
        this.version = version;
    }

    Metadata metadata() {
        TypeRegistry types = new TypeRegistry(list(MAX_TYPES, this::portableType));
        List<Pallet> pallets = list(MAX_PALLETS, reader -> pallet(types));
        requireUniquePallets(pallets);
        ExtrinsicMetadata extrinsic = version == 14 ? extrinsicV14(types) : extrinsicV15(types);
        typeIn(types); // the runtime type itself says nothing
        List<RuntimeApi> apis = List.of();
        if (version >= 15) {
            apis = list(MAX_ITEMS, reader -> runtimeApi(types));
            for (String outer : List.of("call", "event", "error")) {
                requireType(types, type(), "the outer " + outer + " type");
            }
            list(MAX_ITEMS, reader -> customValue(types));
        }
        in.requireEnd();
        return new Metadata(version, types, pallets, extrinsic, apis);
    }

    private PortableType portableType(ScaleReader reader) {
        int id = type();
        List<String> path = list(64, r -> r.string(MAX_NAME));
        List<PortableType.Parameter> parameters =
                list(256, r -> new PortableType.Parameter(r.string(MAX_NAME), r.option(inner -> type())));
        return new PortableType(id, path, parameters, definition(), docs());
    }

    private TypeDef definition() {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new TypeDef.Composite(fields());
            case 1 -> new TypeDef.Variants(list(256, this::variant));
            case 2 -> new TypeDef.Sequence(type());
            case 3 -> new TypeDef.Array(in.u32(), type());
            case 4 -> new TypeDef.Tuple(list(256, reader -> type()));
            case 5 -> {
                int index = in.u8();
                yield new TypeDef.Primitive(PrimitiveType.ofIndex(index)
                        .orElseThrow(() -> in.error("there is no primitive type " + index)));
            }
            case 6 -> new TypeDef.Compact(type());
            case 7 -> new TypeDef.BitSequence(type(), type());
            default -> throw in.error("there is no kind of type " + kind);
        };
    }

    private TypeVariant variant(ScaleReader reader) {
        return new TypeVariant(reader.string(MAX_NAME), fields(), reader.u8(), docs());
    }

    private List<TypeField> fields() {
        return list(
                MAX_ITEMS,
                reader -> new TypeField(
                        reader.option(r -> r.string(MAX_NAME)),
                        type(),
                        reader.option(r -> r.string(MAX_DOC_LINE)),
                        docs()));
    }

    private Pallet pallet(TypeRegistry types) {
        String name = in.string(MAX_NAME);
        Optional<Storage> storage = in.option(reader -> storage(types, name));
        Optional<Integer> calls = in.option(reader -> type());
        Optional<Integer> events = in.option(reader -> type());
        List<PalletConstant> constants = list(
                MAX_ITEMS,
                reader -> new PalletConstant(
                        reader.string(MAX_NAME), typeIn(types), Value.bytes(reader.bytes(MAX_RAW)), docs()));
        Optional<Integer> errors = in.option(reader -> type());
        int index = in.u8();
        if (version >= 15) {
            docs();
        }
        return new Pallet(
                name,
                index,
                storage.map(Storage::prefix).orElse(name),
                storage.map(Storage::items).orElse(List.of()),
                variants(types, calls, name + " calls"),
                variants(types, events, name + " events"),
                variants(types, errors, name + " errors"),
                constants);
    }

    private record Storage(String prefix, List<StorageItem> items) {}

    private Storage storage(TypeRegistry types, String pallet) {
        String prefix = in.string(MAX_NAME);
        List<StorageItem> items = list(MAX_ITEMS, reader -> storageItem(types, pallet));
        requireUnique(items.stream().map(StorageItem::name).toList(), "storage item of " + pallet);
        return new Storage(prefix, items);
    }

    private StorageItem storageItem(TypeRegistry types, String pallet) {
        String name = in.string(MAX_NAME);
        int modifier = in.u8();
        if (modifier > 1) {
            throw in.error("there is no storage modifier " + modifier);
        }
        int kind = in.u8();
        List<StorageHasher> hashers = List.of();
        List<Integer> keys = List.of();
        if (kind == 1) {
            hashers = list(MAX_KEYS, this::hasher);
            keys = keyTypes(types, typeIn(types), hashers.size(), pallet + "." + name);
        } else if (kind != 0) {
            throw in.error("there is no kind of storage " + kind);
        }
        int value = typeIn(types);
        return new StorageItem(
                name,
                modifier == 0 ? StorageItem.Modifier.OPTIONAL : StorageItem.Modifier.DEFAULT,
                hashers,
                keys,
                value,
                Value.bytes(in.bytes(MAX_RAW)),
                docs());
    }

    private StorageHasher hasher(ScaleReader reader) {
        int index = reader.u8();
        return StorageHasher.ofMetadataIndex(index)
                .orElseThrow(() -> reader.error("there is no storage hasher " + index));
    }

    private static List<Integer> keyTypes(TypeRegistry types, int key, int hashers, String item) {
        if (hashers == 1) {
            return List.of(key);
        }
        if (hashers > 1
                && types.definition(key) instanceof TypeDef.Tuple tuple
                && tuple.items().size() == hashers) {
            return tuple.items();
        }
        throw new MetadataException(
                "storage item " + item + " has " + hashers + " hashers, which its key type " + key + " does not fit");
    }

    /** V14 names the extrinsic type only; its generic parameters are address, call, signature and extra. */
    private ExtrinsicMetadata extrinsicV14(TypeRegistry types) {
        PortableType type = types.get(typeIn(types));
        return new ExtrinsicMetadata(
                in.u8(),
                parameter(type, "Address"),
                parameter(type, "Call"),
                parameter(type, "Signature"),
                signedExtensions(types));
    }

    private static int parameter(PortableType type, String name) {
        return type.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .flatMap(parameter -> parameter.type().stream())
                .findFirst()
                .orElseThrow(() -> new MetadataException("the extrinsic type does not name its " + name + " type"));
    }

    private ExtrinsicMetadata extrinsicV15(TypeRegistry types) {
        int formatVersion = in.u8();
        int address = typeIn(types);
        int call = typeIn(types);
        int signature = typeIn(types);
        typeIn(types); // the extra, which the signed extensions list in parts
        return new ExtrinsicMetadata(formatVersion, address, call, signature, signedExtensions(types));
    }

    private List<ExtrinsicMetadata.SignedExtension> signedExtensions(TypeRegistry types) {
        return list(
                64,
                reader -> new ExtrinsicMetadata.SignedExtension(reader.string(MAX_NAME), typeIn(types), typeIn(types)));
    }

    private RuntimeApi runtimeApi(TypeRegistry types) {
        String name = in.string(MAX_NAME);
        List<RuntimeApi.Method> methods = list(
                MAX_ITEMS,
                reader -> new RuntimeApi.Method(
                        reader.string(MAX_NAME),
                        list(64, r -> new RuntimeApi.Input(r.string(MAX_NAME), typeIn(types))),
                        typeIn(types),
                        docs()));
        return new RuntimeApi(name, methods, docs());
    }

    private String customValue(TypeRegistry types) {
        String name = in.string(MAX_NAME);
        typeIn(types);
        in.bytes(MAX_RAW);
        return name;
    }

    private static List<TypeVariant> variants(TypeRegistry types, Optional<Integer> type, String what) {
        if (type.isEmpty()) {
            return List.of();
        }
        requireType(types, type.get(), what);
        if (types.definition(type.get()) instanceof TypeDef.Variants variants) {
            return variants.variants();
        }
        throw new MetadataException(what + " are type " + type.get() + ", which is no enumeration");
    }

    private static void requireUniquePallets(List<Pallet> pallets) {
        requireUnique(pallets.stream().map(Pallet::name).toList(), "pallet");
        requireUnique(pallets.stream().map(Pallet::index).toList(), "pallet index");
    }

    private static void requireUnique(List<?> names, String what) {
        Set<Object> seen = new HashSet<>();
        for (Object name : names) {
            if (!seen.add(name)) {
                throw new MetadataException("there are two " + what + " " + name);
            }
        }
    }

    private int typeIn(TypeRegistry types) {
        return requireType(types, type(), "a part of the metadata");
    }

    private static int requireType(TypeRegistry types, int type, String what) {
        if (type >= types.size()) {
            throw new MetadataException(what + " refers to type " + type + ", which does not exist");
        }
        return type;
    }

    private int type() {
        long id = in.compactU32();
        if (id >= MAX_TYPES) {
            throw in.error("type number " + id + " is above the limit of " + MAX_TYPES);
        }
        return (int) id;
    }

    private List<String> docs() {
        return list(MAX_ITEMS, reader -> reader.string(MAX_DOC_LINE));
    }

    /** Like {@link ScaleReader#vec}, but the list grows as items are read, so that a lying count takes no memory. */
    private <T> List<T> list(int limit, Function<ScaleReader, T> item) {
        int count = in.count(1, limit);
        itemsLeft -= count;
        if (itemsLeft < 0) {
            throw in.error("more than " + MAX_ITEMS_IN_ALL + " items in all lists");
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item.apply(in));
        }
        return items;
    }
}
