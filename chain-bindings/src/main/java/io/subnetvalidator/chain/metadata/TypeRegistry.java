package io.subnetvalidator.chain.metadata;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The types of a runtime by id. Every id that a type refers to exists; that is checked when the registry is made. */
public final class TypeRegistry {

    private static final List<String> OPTION = List.of("Option");
    private static final List<String> U256 = List.of("primitive_types", "U256");

    private final List<PortableType> types;

    /** @throws MetadataException when ids are not 0, 1, 2, ..., a reference leads nowhere or a type contradicts itself */
    public TypeRegistry(List<PortableType> types) {
        this.types = List.copyOf(types);
        for (int id = 0; id < this.types.size(); id++) {
            validate(this.types.get(id), id);
        }
    }

    /** @throws MetadataException when there is no such type */
    public PortableType get(int id) {
        if (id < 0 || id >= types.size()) {
            throw new MetadataException("there is no type " + id + " among the " + types.size() + " of the registry");
        }
        return types.get(id);
    }

    public TypeDef definition(int id) {
        return get(id).definition();
    }

    public int size() {
        return types.size();
    }

    /** The first type with exactly this path. */
    public Optional<PortableType> find(String... path) {
        List<String> wanted = List.of(path);
        return types.stream().filter(type -> type.path().equals(wanted)).findFirst();
    }

    /** Whether the type is Rust's {@code Option}. */
    public boolean isOption(PortableType type) {
        return type.path().equals(OPTION)
                && type.definition() instanceof TypeDef.Variants variants
                && variants.variants().size() == 2
                && variants.variants().get(0).fields().isEmpty()
                && variants.variants().get(0).index() == 0
                && variants.variants().get(1).fields().size() == 1
                && variants.variants().get(1).index() == 1;
    }

    /** Whether the type is the 256-bit integer that the registry describes as four words. */
    public boolean isBigUnsigned(PortableType type) {
        return type.path().equals(U256);
    }

    /** Whether the id is that of the primitive {@code u8}. */
    public boolean isByte(int id) {
        return definition(id) instanceof TypeDef.Primitive primitive && primitive.type() == PrimitiveType.U8;
    }

    /** The id behind all types that only wrap another one. */
    public int unwrapped(int id) {
        int current = id;
        // a chain longer than the registry runs in circles
        for (int steps = 0; steps <= types.size(); steps++) {
            PortableType type = get(current);
            if (isBigUnsigned(type)
                    || !(type.definition() instanceof TypeDef.Composite composite)
                    || !isWrapper(composite)) {
                return current;
            }
            current = composite.fields().get(0).type();
        }
        throw new MetadataException("type " + id + " wraps itself without end");
    }

    /** Whether the composite has a single unnamed field. */
    static boolean isWrapper(TypeDef.Composite composite) {
        return composite.fields().size() == 1
                && composite.fields().get(0).name().isEmpty();
    }

    private void validate(PortableType type, int id) {
        if (type.id() != id) {
            throw new MetadataException("type " + type.id() + " stands at position " + id + " of the registry");
        }
        references(type.definition()).forEach(reference -> {
            if (reference < 0 || reference >= types.size()) {
                throw new MetadataException("type " + id + " refers to type " + reference + ", which does not exist");
            }
        });
        if (type.definition() instanceof TypeDef.Composite composite) {
            requireUniformNames(composite.fields(), id);
        } else if (type.definition() instanceof TypeDef.Variants variants) {
            requireUniqueVariants(variants.variants(), id);
        }
    }

    private static Stream<Integer> references(TypeDef definition) {
        if (definition instanceof TypeDef.Composite composite) {
            return composite.fields().stream().map(TypeField::type);
        } else if (definition instanceof TypeDef.Variants variants) {
            return variants.variants().stream()
                    .flatMap(v -> v.fields().stream())
                    .map(TypeField::type);
        } else if (definition instanceof TypeDef.Sequence sequence) {
            return Stream.of(sequence.item());
        } else if (definition instanceof TypeDef.Array array) {
            return Stream.of(array.item());
        } else if (definition instanceof TypeDef.Tuple tuple) {
            return tuple.items().stream();
        } else if (definition instanceof TypeDef.Compact compact) {
            return Stream.of(compact.type());
        } else if (definition instanceof TypeDef.BitSequence bits) {
            return Stream.of(bits.store(), bits.order());
        }
        return Stream.empty();
    }

    private static void requireUniqueVariants(List<TypeVariant> variants, int id) {
        Set<Integer> indices = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (TypeVariant variant : variants) {
            if (!indices.add(variant.index()) || !names.add(variant.name())) {
                throw new MetadataException(
                        "type " + id + " has two variants " + variant.name() + " or with index " + variant.index());
            }
            requireUniformNames(variant.fields(), id);
        }
    }

    private static void requireUniformNames(List<TypeField> fields, int id) {
        Set<String> names = new HashSet<>();
        for (TypeField field : fields) {
            if (field.name().isPresent() != fields.get(0).name().isPresent()) {
                throw new MetadataException("type " + id + " has fields with and without names");
            }
            if (field.name().isPresent() && !names.add(field.name().get())) {
                throw new MetadataException(
                        "type " + id + " has two fields " + field.name().get());
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TypeRegistry that && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        return types.hashCode();
    }
}
