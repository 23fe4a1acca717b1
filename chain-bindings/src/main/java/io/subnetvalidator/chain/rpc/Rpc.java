package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * JSON-RPC 2.0 with subscriptions. Methods may be called from any thread; futures complete and handlers run on one event
 * loop, in the order of the messages. All failures are {@link RpcException}.
 */
public interface Rpc {

    /**
     * Asks once.
     *
     * @param params positional: texts, numbers, booleans, lists and maps of them, {@link JsonNode}
     * @return the result, a JSON null included
     */
    Future<JsonNode> request(String method, Object... params);

    /** Subscribes until cancelled: the subscription is made again after every reconnect, for the same handler. */
    RpcSubscription subscribe(RpcTopic topic, Consumer<JsonNode> handler);

    /**
     * Subscribes on the present connection only.
     *
     * @return completes when the node accepted it; fails when it refused or could not be asked
     */
    Future<RpcSubscription> watch(RpcTopic topic, Watch watch);

    /** Ends everything; open requests fail. */
    Future<Void> close();
}
