package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A message from a node. */
sealed interface Incoming {

    /** The answer to a request. */
    record Result(long id, JsonNode value) implements Incoming {}

    /** An error in place of an answer. */
    record Failure(long id, long code, String message, Optional<String> data) implements Incoming {}

    /** An answer that is neither result nor error. */
    record Malformed(long id, String problem) implements Incoming {}

    /** Something a subscription reports. */
    record Notification(String subscription, JsonNode value) implements Incoming {}

    /** Anything else. */
    record Garbage(String problem) implements Incoming {}

    /** Reads messages and writes requests. */
    final class Codec {

        private static final int MAX_DEPTH = 64;

        /** Far above any answer asked for; as a tree a message takes up to a hundred times its bytes. */
        private static final long MAX_TOKENS = 200_000;

        private static final int MAX_ERROR_TEXT = 2048;

        private final ObjectMapper mapper;

        Codec(int maxMessageBytes) {
            this.mapper = JsonMapper.builder().build();
            mapper.getFactory()
                    .setStreamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .maxTokenCount(MAX_TOKENS)
                            .maxStringLength(maxMessageBytes)
                            .maxDocumentLength(maxMessageBytes)
                            .build());
        }

        String request(long id, String method, Iterable<?> params) {
            ObjectNode message = mapper.createObjectNode();
            message.put("jsonrpc", "2.0").put("id", id).put("method", method);
            ArrayNode list = message.putArray("params");
            for (Object param : params) {
                list.add(mapper.<JsonNode>valueToTree(param));
            }
            return message.toString();
        }

        Incoming read(String text) {
            JsonNode message;
            try {
                message = mapper.readTree(text);
            } catch (JsonProcessingException e) {
                return new Garbage("not JSON: " + e.getOriginalMessage());
            }
            if (!message.isObject()) {
                return new Garbage("not a JSON object");
            }
            if (message.path("params").has("subscription")) {
                return notification(message.get("params"));
            }
            JsonNode id = message.path("id");
            if (!id.isIntegralNumber() || !id.canConvertToLong()) {
                return new Garbage("an answer without a number as id");
            }
            return answer(id.asLong(), message);
        }

        private static Incoming notification(JsonNode params) {
            JsonNode id = params.get("subscription");
            if (!id.isTextual() && !id.isIntegralNumber()) {
                return new Garbage("a notification without a subscription id");
            }
            if (!params.has("result")) {
                return new Garbage("a notification without a result");
            }
            return new Notification(id.asText(), params.get("result"));
        }

        private static Incoming answer(long id, JsonNode message) {
            JsonNode error = message.path("error");
            if (error.isObject()) {
                return new Failure(
                        id,
                        error.path("code").asLong(0),
                        shortened(error.path("message").asText("no message")),
                        detail(error.path("data")));
            }
            if (!error.isMissingNode() && !error.isNull()) {
                return new Malformed(id, "an error that is not an object");
            }
            return message.has("result")
                    ? new Result(id, message.get("result"))
                    : new Malformed(id, "neither result nor error");
        }

        private static Optional<String> detail(JsonNode data) {
            if (data.isMissingNode() || data.isNull()) {
                return Optional.empty();
            }
            return Optional.of(shortened(data.isTextual() ? data.asText() : data.toString()));
        }

        private static String shortened(String text) {
            return text.length() <= MAX_ERROR_TEXT ? text : text.substring(0, MAX_ERROR_TEXT) + "...";
        }
    }
}
