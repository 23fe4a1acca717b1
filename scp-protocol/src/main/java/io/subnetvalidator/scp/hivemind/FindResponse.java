package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.List;

/** The protobuf message {@code FindResponse}. */
record FindResponse(List<FindResult> results) {

    private static final int RESULTS = 2;
    private static final int MAX_FIELDS = 1024;

    FindResponse {
        results = List.copyOf(results);
    }

    /**
     * @param expected number of keys asked
     * @throws WireException when the bytes are no such message, or there is not one result for each key
     */
    static FindResponse parse(byte[] bytes, int expected) {
        List<byte[]> results = Protobuf.parse(bytes, MAX_FIELDS).allBytes(RESULTS);
        if (results.size() != expected) {
            throw new WireException(WireException.Layer.MESSAGE, results.size() + " results for " + expected + " keys");
        }
        return new FindResponse(results.stream().map(FindResult::parse).toList());
    }
}
