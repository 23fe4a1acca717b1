package io.subnetvalidator.chain.metadata;

import java.util.ArrayList;
import java.util.List;

/**
 * How a bit sequence lies in bytes.
 *
 * @param storeBytes size of the integers that hold the bits
 * @param mostSignificantFirst whether the first bit is the highest one of an integer
 */
record BitLayout(int storeBytes, boolean mostSignificantFirst) {

    static BitLayout of(TypeRegistry types, TypeDef.BitSequence sequence) {
        if (types.definition(sequence.store()) instanceof TypeDef.Primitive primitive
                && primitive.type().isUnsignedInteger()
                && primitive.type().size() <= 8) {
            return new BitLayout(
                    primitive.type().size(), types.get(sequence.order()).name().equals("Msb0"));
        }
        throw new MetadataException("bits cannot be kept in type " + sequence.store());
    }

    int byteLength(int bits) {
        int storeBits = storeBytes * 8;
        return (int) (((long) bits + storeBits - 1) / storeBits) * storeBytes;
    }

    List<Boolean> unpack(byte[] bytes, int count) {
        List<Boolean> bits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bits.add((bytes[byteOf(i)] >> bitOf(i) & 1) == 1);
        }
        return bits;
    }

    byte[] pack(List<Boolean> bits) {
        byte[] bytes = new byte[byteLength(bits.size())];
        for (int i = 0; i < bits.size(); i++) {
            if (bits.get(i)) {
                bytes[byteOf(i)] = (byte) (bytes[byteOf(i)] | 1 << bitOf(i));
            }
        }
        return bytes;
    }

    /** Integers are little-endian, so the byte order inside one turns round with the bit order. */
    private int byteOf(int bit) {
        int store = bit / (storeBytes * 8);
        int inStore = bit % (storeBytes * 8) / 8;
        return store * storeBytes + (mostSignificantFirst ? storeBytes - 1 - inStore : inStore);
    }

    private int bitOf(int bit) {
        return mostSignificantFirst ? 7 - bit % 8 : bit % 8;
    }
}
