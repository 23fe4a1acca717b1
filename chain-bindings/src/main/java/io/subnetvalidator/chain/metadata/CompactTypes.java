package io.subnetvalidator.chain.metadata;

import java.math.BigInteger;

/** What stands behind a compact type: an unsigned integer, also wrapped, or nothing at all. */
final class CompactTypes {

    private CompactTypes() {}

    static boolean isUnit(TypeRegistry types, TypeDef.Compact compact) {
        TypeDef inner = types.definition(types.unwrapped(compact.type()));
        return (inner instanceof TypeDef.Tuple tuple && tuple.items().isEmpty())
                || (inner instanceof TypeDef.Composite composite
                        && composite.fields().isEmpty());
    }

    static void requireFits(TypeRegistry types, TypeDef.Compact compact, BigInteger value) {
        int size = size(types, compact);
        if (value.signum() < 0 || value.bitLength() > size * 8) {
            throw new ValueException(value + (size == 0 ? " is not the empty value" : " is no compact u" + size * 8));
        }
    }

    private static int size(TypeRegistry types, TypeDef.Compact compact) {
        if (isUnit(types, compact)) {
            return 0;
        }
        PortableType inner = types.get(types.unwrapped(compact.type()));
        if (types.isBigUnsigned(inner)) {
            return 32;
        }
        if (inner.definition() instanceof TypeDef.Primitive primitive
                && primitive.type().isUnsignedInteger()) {
            return primitive.type().size();
        }
        // Structures such as Perbill are compact through their only field even when it has a name.
        if (inner.definition() instanceof TypeDef.Composite composite
                && composite.fields().size() == 1
                && types.definition(types.unwrapped(composite.fields().get(0).type()))
                        instanceof TypeDef.Primitive primitive
                && primitive.type().isUnsignedInteger()) {
            return primitive.type().size();
        }
        throw new MetadataException("type " + inner.id() + " (" + inner.name() + ") has no compact form");
    }
}
