package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** Receives what a one-time subscription reports. */
public interface Watch {

    void onEvent(JsonNode event);

    /** The connection broke; nothing more comes. */
    void onLost(RpcException cause);
}
