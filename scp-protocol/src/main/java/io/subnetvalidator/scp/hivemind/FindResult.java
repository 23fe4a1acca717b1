package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one DHT node knows of one key: the protobuf message {@code FindResult}.
 *
 * @param value as stored, packed with {@link Msgpack}; empty when nothing was found; not copied, must not change
 * @param expiration of a value, in seconds since 1970
 * @param nearest peers that are nearer to the key
 */
@SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
public record FindResult(Type type, byte[] value, double expiration, List<PeerId> nearest) {

    /** What was found. */
    public enum Type {
        NOT_FOUND,
        FOUND_REGULAR,
        /** A value for each of several subkeys. */
        FOUND_DICTIONARY;

        private static Type ofCode(long code) {
            if (code == 0) {
                return NOT_FOUND;
            }
            if (code == 1) {
                return FOUND_REGULAR;
            }
            if (code == 2) {
                return FOUND_DICTIONARY;
            }
            throw new WireException(WireException.Layer.MESSAGE, "a result of type " + code);
        }
    }

    private static final int TYPE = 1;
    private static final int VALUE = 2;
    private static final int EXPIRATION = 3;
    private static final int NEAREST_PEERS = 5;

    private static final int MAX_FIELDS = 256;

    public FindResult {
        nearest = List.copyOf(nearest);
    }

    /** @throws WireException when the bytes are no such message */
    static FindResult parse(byte[] bytes) {
        Protobuf in = Protobuf.parse(bytes, MAX_FIELDS);
        List<PeerId> nearest = new ArrayList<>();
        for (byte[] multihash : in.allBytes(NEAREST_PEERS)) {
            nearest.add(peer(multihash));
        }
        return new FindResult(
                Type.ofCode(in.number(TYPE, 0)), in.bytes(VALUE).orElse(new byte[0]), in.real(EXPIRATION, 0), nearest);
    }

    private static PeerId peer(byte[] multihash) {
        try {
            return PeerId.ofMultihash(multihash);
        } catch (IllegalArgumentException e) {
            throw new WireException(WireException.Layer.MESSAGE, "not a peer id: " + e.getMessage(), e);
        }
    }
}
