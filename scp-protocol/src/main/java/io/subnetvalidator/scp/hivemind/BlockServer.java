package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the DHT says of one server of one block. Nobody has signed it: anybody can write an entry for any peer.
 *
 * @param throughput in the server's own measure
 * @param span blocks it says it serves; empty when it does not say
 * @param expiration in seconds since 1970
 */
public record BlockServer(
        PeerId peer,
        int block,
        State state,
        double throughput,
        Optional<BlockSpan> span,
        Optional<String> publicName,
        Optional<String> version,
        double expiration) {

    /** What a server says of itself. */
    public enum State {
        OFFLINE,
        JOINING,
        ONLINE;

        private static Optional<State> ofCode(long code) {
            if (code == 0) {
                return Optional.of(OFFLINE);
            }
            if (code == 1) {
                return Optional.of(JOINING);
            }
            return code == 2 ? Optional.of(ONLINE) : Optional.empty();
        }
    }

    /** Extension type of a dictionary with an expiration for each subkey. */
    private static final int DICTIONARY = 0x50;

    private static final int MAX_SERVERS = 4096;

    /**
     * The servers in the value of a block's key; entries that are none are left out, since others wrote them.
     *
     * @throws WireException when the value is no dictionary
     */
    static List<BlockServer> ofDictionary(int block, byte[] value) {
        if (!(Msgpack.unpack(value) instanceof MsgpackValue.Extension dictionary) || dictionary.type() != DICTIONARY) {
            throw error("the value of a block is no dictionary");
        }
        List<MsgpackValue> parts = elements(Msgpack.unpack(dictionary.data().toBytes()), 3, "a dictionary");
        List<MsgpackValue> entries =
                parts.get(2).elements().orElseThrow(() -> error("a dictionary's entries are no list"));
        if (entries.size() > MAX_SERVERS) {
            throw new WireException(WireException.Layer.LIMIT, "more than " + MAX_SERVERS + " servers of a block");
        }
        List<BlockServer> servers = new ArrayList<>();
        for (MsgpackValue entry : entries) {
            ofEntry(block, elements(entry, 3, "an entry")).ifPresent(servers::add);
        }
        return servers;
    }

    private static Optional<BlockServer> ofEntry(int block, List<MsgpackValue> entry) {
        Optional<PeerId> peer = entry.get(0).text().flatMap(BlockServer::peer);
        Optional<Double> expiration = entry.get(2).number().filter(Double::isFinite);
        if (peer.isEmpty() || expiration.isEmpty() || !(entry.get(1) instanceof MsgpackValue.Binary packed)) {
            return Optional.empty();
        }
        try {
            return ofValue(peer.get(), block, Msgpack.unpack(packed.value().toBytes()), expiration.get());
        } catch (WireException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<BlockServer> ofValue(PeerId peer, int block, MsgpackValue value, double expiration) {
        List<MsgpackValue> parts = value.elements().orElse(List.of());
        if (parts.size() < 2
                || parts.get(0).whole().isEmpty()
                || parts.get(1).number().filter(Double::isFinite).isEmpty()) {
            return Optional.empty();
        }
        MsgpackValue more = parts.size() > 2 ? parts.get(2) : new MsgpackValue.Nil();
        return State.ofCode(parts.get(0).whole().getAsLong())
                .map(state -> new BlockServer(
                        peer,
                        block,
                        state,
                        parts.get(1).number().get(),
                        span(more),
                        more.at("public_name").flatMap(MsgpackValue::text),
                        more.at("version").flatMap(MsgpackValue::text),
                        expiration));
    }

    private static Optional<BlockSpan> span(MsgpackValue more) {
        Optional<Long> first = block(more, "start_block");
        Optional<Long> end = block(more, "end_block");
        return first.isPresent() && end.isPresent() && first.get() < end.get()
                ? Optional.of(
                        BlockSpan.between(first.get().intValue(), end.get().intValue()))
                : Optional.empty();
    }

    private static Optional<Long> block(MsgpackValue more, String key) {
        return more.at(key)
                .filter(value -> value.whole().isPresent())
                .map(value -> value.whole().getAsLong())
                .filter(index -> index >= 0 && index <= BlockSpan.MAX_BLOCKS);
    }

    private static Optional<PeerId> peer(String text) {
        try {
            return Optional.of(PeerId.parse(text));
        } catch (IllegalArgumentException notAPeer) {
            return Optional.empty();
        }
    }

    private static List<MsgpackValue> elements(MsgpackValue value, int count, String what) {
        return value.elements()
                .filter(parts -> parts.size() == count)
                .orElseThrow(() -> error(what + " is no list of " + count));
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, message);
    }
}
