package io.subnetvalidator.chain.hypertensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.scale.ScaleWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Metadata V14 with calls that another runtime would have, made by editing the bytes. */
final class MutatedMetadata {

    private byte[] bytes;

    MutatedMetadata(byte[] original) {
        this.bytes = original.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** The shape of the main runtime: both calls name the node, and validators register. */
    static byte[] main(byte[] hoskinson) {
        return new MutatedMetadata(hoskinson)
                .insertNodeArgument("propose_attestation")
                .insertNodeArgument("attest")
                .renameCall("remove_overwatch_node", "register_validator")
                .bytes();
    }

    /** Puts {@code subnet_node_id: u32} behind the first argument {@code subnet_id: u32} of a call. */
    MutatedMetadata insertNodeArgument(String call) {
        int count = findCall(call) + text(call).length;
        assertThat(bytes[count] & 3).as("a small count of arguments").isZero();
        byte[] field = firstField(count + 1);
        byte[] added = replace(field, text("subnet_id"), text("subnet_node_id"));
        bytes[count] = (byte) (bytes[count] + 4);
        splice(count + 1 + field.length, 0, added);
        return this;
    }

    /** Takes the first argument {@code subnet_id: u32} of a call away. */
    MutatedMetadata dropFirstArgument(String call) {
        int count = findCall(call) + text(call).length;
        bytes[count] = (byte) (bytes[count] - 4);
        splice(count + 1, firstField(count + 1).length, new byte[0]);
        return this;
    }

    /** Gives the first argument of a call another type of the same registry. */
    MutatedMetadata retypeFirstArgument(String call, int typeId) {
        int field = findCall(call) + text(call).length + 1;
        int type = field + 1 + text("subnet_id").length;
        assertThat(bytes[type] & 3).as("a small type id").isZero();
        assertThat(typeId).isLessThan(64);
        bytes[type] = (byte) (typeId << 2);
        return this;
    }

    MutatedMetadata renameCall(String from, String to) {
        splice(findCall(from), text(from).length, text(to));
        return this;
    }

    /** Renames every occurrence of a name, such as that of a pallet. */
    MutatedMetadata renameEverywhere(String from, String to) {
        int at = indexOf(text(from), 0);
        while (at >= 0) {
            splice(at, text(from).length, text(to));
            at = indexOf(text(from), at + text(to).length);
        }
        return this;
    }

    /** The variant with this name whose first field is {@code subnet_id}, or the only one with the name. */
    private int findCall(String name) {
        int first = indexOf(text(name), 0);
        int at = first;
        while (at >= 0) {
            int field = at + text(name).length + 1;
            if (field + 20 < bytes.length && bytes[field] == 1 && startsAt(field + 1, text("subnet_id"))) {
                return at;
            }
            at = indexOf(text(name), at + 1);
        }
        assertThat(first).as("a call " + name).isNotNegative();
        return first;
    }

    /** {@code Some(name), type, Some(type name), docs} of one field. */
    private byte[] firstField(int at) {
        int position = at;
        assertThat(bytes[position++]).isEqualTo((byte) 1);
        position += 1 + (bytes[position] >> 2);
        assertThat(bytes[position++] & 3).as("a small type id").isZero();
        assertThat(bytes[position++]).isEqualTo((byte) 1);
        position += 1 + (bytes[position] >> 2);
        assertThat(bytes[position++]).as("no docs").isZero();
        return Arrays.copyOfRange(bytes, at, position);
    }

    private static byte[] replace(byte[] in, byte[] from, byte[] to) {
        MutatedMetadata part = new MutatedMetadata(in);
        part.splice(part.indexOf(from, 0), from.length, to);
        return part.bytes;
    }

    private void splice(int at, int length, byte[] replacement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(replacement);
        out.write(bytes, at + length, bytes.length - at - length);
        bytes = out.toByteArray();
    }

    private int indexOf(byte[] wanted, int from) {
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            if (startsAt(i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private boolean startsAt(int at, byte[] wanted) {
        return Arrays.equals(bytes, at, Math.min(bytes.length, at + wanted.length), wanted, 0, wanted.length);
    }

    private static byte[] text(String text) {
        return new ScaleWriter().bytes(text.getBytes(StandardCharsets.UTF_8)).toBytes();
    }
}
