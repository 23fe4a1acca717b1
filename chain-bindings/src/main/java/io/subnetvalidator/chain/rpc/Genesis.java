package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all endpoints on one chain: the configured one, or that of the first endpoint of the list that answers. Lives on
 * one event loop.
 */
final class Genesis {

    /** What one endpoint's first attempt brought. */
    private sealed interface First {
        record Unknown() implements First {}

        record Failed() implements First {}

        record Seen(Hash256 hash) implements First {}
    }

    private final List<Endpoint> endpoints;
    private final List<First> firsts = new ArrayList<>();
    private final Promise<Hash256> reference = Promise.promise();
    private String origin = "the configured one";

    Genesis(List<Endpoint> endpoints, Optional<Hash256> expected) {
        this.endpoints = endpoints;
        endpoints.forEach(endpoint -> firsts.add(new First.Unknown()));
        expected.ifPresent(reference::complete);
    }

    /** The hash that all endpoints must have. */
    Future<Hash256> reference() {
        return reference.future();
    }

    /** Examines a new connection of the endpoint at {@code index}. */
    Future<Void> greet(int index, RpcClient.Ask ask) {
        Endpoint endpoint = endpoints.get(index);
        return ask.request("chain_getBlockHash", List.of(0)).compose(answer -> {
            Hash256 hash = hash(answer);
            if (hash == null) {
                return Future.failedFuture(RpcException.of(
                        Kind.MALFORMED, endpoint + " has no hash of block 0; it is no node of such a chain"));
            }
            first(index, new First.Seen(hash));
            return reference.future().compose(expected -> {
                if (expected.equals(hash)) {
                    return Future.<Void>succeededFuture();
                }
                return Future.failedFuture(RpcException.of(
                        Kind.OTHER_CHAIN,
                        endpoint + " serves another chain: its genesis is " + hash + ", but " + origin + " is "
                                + expected + "; remove the endpoint or correct the expected genesis"));
            });
        });
    }

    /** The first attempt of an endpoint brought nothing. */
    void failed(int index) {
        first(index, new First.Failed());
    }

    private void first(int index, First outcome) {
        if (firsts.get(index) instanceof First.Seen) {
            return;
        }
        firsts.set(index, outcome);
        for (int i = 0; i < firsts.size(); i++) {
            First first = firsts.get(i);
            if (first instanceof First.Unknown) {
                return;
            }
            if (first instanceof First.Seen seen) {
                if (reference.tryComplete(seen.hash())) {
                    origin = "that of " + endpoints.get(i);
                }
                return;
            }
        }
    }

    private static @Nullable Hash256 hash(JsonNode answer) {
        try {
            return answer.isTextual() ? Hash256.parse(answer.asText()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
