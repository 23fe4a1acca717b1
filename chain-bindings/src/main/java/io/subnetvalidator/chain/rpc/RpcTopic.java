package io.subnetvalidator.chain.rpc;

import java.util.List;

/**
 * Something to subscribe to.
 *
 * @param subscribe method that begins it
 * @param unsubscribe method that ends it
 * @param params parameters of {@code subscribe}: texts, numbers, booleans, lists and maps of them
 */
public record RpcTopic(String subscribe, String unsubscribe, List<Object> params) {
    public RpcTopic {
        params = List.copyOf(params);
    }

    public static RpcTopic newHeads() {
        return new RpcTopic("chain_subscribeNewHeads", "chain_unsubscribeNewHeads", List.of());
    }

    public static RpcTopic finalizedHeads() {
        return new RpcTopic("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads", List.of());
    }

    /** Submits the extrinsic and reports what becomes of it. */
    public static RpcTopic submitAndWatch(String extrinsicHex) {
        return new RpcTopic("author_submitAndWatchExtrinsic", "author_unwatchExtrinsic", List.of(extrinsicHex));
    }
}
