package io.subnetvalidator.scp.p2p.wire;

import java.util.Optional;

/** Messages that all have the same length, without a prefix, as in the ping protocol. */
public final class FixedLength implements MessageDecoder {

    private final int length;

    public FixedLength(int length) {
        this.length = length;
    }

    @Override
    public Optional<byte[]> next(ByteQueue in) {
        return in.size() < length ? Optional.empty() : Optional.of(in.take(length));
    }
}
