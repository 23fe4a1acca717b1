package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server answers to {@code rpc_info}: the message {@code ExpertInfo}.
 *
 * @param fields all of it: a map, with {@code forward_schema} and others when a block was named
 */
public record ServerDescription(MsgpackValue fields) {

    private static final int SERIALIZED_INFO = 1;
    private static final int MAX_FIELDS = 16;

    /** @throws WireException when the bytes are no such message */
    static ServerDescription parse(byte[] bytes) {
        byte[] info = Protobuf.parse(bytes, MAX_FIELDS)
                .bytes(SERIALIZED_INFO)
                .orElseThrow(() -> new WireException(WireException.Layer.MESSAGE, "a description without content"));
        MsgpackValue fields = Msgpack.unpack(info);
        if (!(fields instanceof MsgpackValue.Table)) {
            throw new WireException(WireException.Layer.MESSAGE, "a description is no map");
        }
        return new ServerDescription(fields);
    }

    public Optional<String> version() {
        return fields.at("version").flatMap(MsgpackValue::text);
    }

    /** Whether it cannot be dialled by others; empty when it does not say. */
    public Optional<Boolean> dhtClientMode() {
        return fields.at("dht_client_mode")
                .flatMap(value ->
                        value instanceof MsgpackValue.Flag flag ? Optional.of(flag.value()) : Optional.empty());
    }

    /** Tokens for which it has room in its caches; empty when it does not say. */
    public OptionalLong cacheTokensAvailable() {
        return fields.at("cache_tokens_available").map(MsgpackValue::whole).orElse(OptionalLong.empty());
    }
}
