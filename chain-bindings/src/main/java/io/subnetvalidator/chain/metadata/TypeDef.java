package io.subnetvalidator.chain.metadata;

import java.util.List;

/** What a type is made of; other types are named by their ids in the registry. */
public sealed interface TypeDef {

    /** A structure. Either all fields have names or none has. */
    record Composite(List<TypeField> fields) implements TypeDef {
        public Composite {
            fields = List.copyOf(fields);
        }
    }

    /** An enumeration; indices are unique but may have gaps. */
    record Variants(List<TypeVariant> variants) implements TypeDef {
        public Variants {
            variants = List.copyOf(variants);
        }
    }

    record Sequence(int item) implements TypeDef {}

    record Array(long length, int item) implements TypeDef {}

    record Tuple(List<Integer> items) implements TypeDef {
        public Tuple {
            items = List.copyOf(items);
        }
    }

    record Primitive(PrimitiveType type) implements TypeDef {}

    /** An unsigned integer (or a wrapper of one) in compact form. */
    record Compact(int type) implements TypeDef {}

    /**
     * Bits packed into integers.
     *
     * @param store type of the integers, {@code u8} to {@code u64}
     * @param order type whose name tells which bit of an integer comes first
     */
    record BitSequence(int store, int order) implements TypeDef {}
}
