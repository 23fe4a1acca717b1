package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One request with one answer, in the envelope of go-libp2p-daemon's persistent connections: both ways the message
 * {@code PersistentConnectionRequest}.
 *
 * @param callId {@value #ID_LENGTH} random bytes, repeated in the answer; not copied, must not change
 * @param protocol what is called
 */
@SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
record UnaryCall(byte[] callId, String protocol) {

    static final int ID_LENGTH = 16;

    private static final int CALL_ID = 1;
    private static final int CALL = 3;
    private static final int RESPONSE = 4;
    private static final int CALL_PEER = 1;
    private static final int CALL_PROTOCOL = 2;
    private static final int CALL_DATA = 3;
    private static final int RESPONSE_DATA = 1;
    private static final int RESPONSE_ERROR = 2;

    private static final int MAX_FIELDS = 16;
    private static final int MAX_ERROR = 4096;

    UnaryCall {
        if (callId.length != ID_LENGTH) {
            throw new IllegalArgumentException("a call id has " + ID_LENGTH + " bytes, not " + callId.length);
        }
    }

    /** All three fields of the call are required, also the peer, which the receiver fills in itself. */
    byte[] request(byte[] data) {
        byte[] call = new Protobuf.Writer()
                .bytes(CALL_PEER, new byte[0])
                .text(CALL_PROTOCOL, protocol)
                .bytes(CALL_DATA, data)
                .toBytes();
        return new Protobuf.Writer().bytes(CALL_ID, callId).bytes(CALL, call).toBytes();
    }

    /**
     * The data of the answer.
     *
     * @throws ServerErrorException when the server answers with an error
     * @throws WireException when this is no answer to this call
     */
    byte[] answer(byte[] envelope) {
        Protobuf in = Protobuf.parse(envelope, MAX_FIELDS);
        if (!Arrays.equals(in.bytes(CALL_ID).orElse(new byte[0]), callId)) {
            throw error("an answer to another call");
        }
        Protobuf response =
                Protobuf.parse(in.bytes(RESPONSE).orElseThrow(() -> error("an answer without a response")), MAX_FIELDS);
        if (response.bytes(RESPONSE_ERROR).isPresent()) {
            throw new ServerErrorException(text(response.bytes(RESPONSE_ERROR).get()));
        }
        return response.bytes(RESPONSE_DATA).orElseThrow(() -> error("a response without data or error"));
    }

    /** What a server says of itself, shortened. */
    static String text(byte[] utf8) {
        return new String(utf8, 0, Math.min(utf8.length, MAX_ERROR), StandardCharsets.UTF_8);
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, message);
    }
}
