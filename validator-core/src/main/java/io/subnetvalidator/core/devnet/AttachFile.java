package io.subnetvalidator.core.devnet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A running development chain with a prepared subnet, as its launcher describes it. The file holds secret keys: it is for chains
 * without value only.
 *
 * @param endpoint WebSocket address of the chain
 * @param nodes the registered validator-class nodes
 */
public record AttachFile(String endpoint, SubnetId subnet, List<Node> nodes) {

    /**
     * One registered node.
     *
     * @param peerKey key behind the registered peer id
     * @param port TCP port of the registered multiaddr
     * @param hotkey key that signs the node's consensus calls
     */
    public record Node(NodeId id, PeerKey peerKey, int port, AccountKey hotkey) {}

    public AttachFile {
        nodes = List.copyOf(nodes);
    }

    /** @throws ServiceException with {@link ServiceError#INPUT_INVALID} naming the field that is missing or wrong */
    public static AttachFile read(Path file, ObjectMapper json) {
        JsonNode root;
        try {
            root = json.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw wrong(file, "it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw wrong(file, "it cannot be read: " + FileTrouble.text(e), e);
        }
        try {
            List<Node> nodes = new ArrayList<>();
            for (JsonNode node : required(root, "nodes")) {
                nodes.add(node(node));
            }
            return new AttachFile(
                    required(root, "ws").asText(),
                    SubnetId.of(required(root, "subnetId").asLong()),
                    nodes);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Node node(JsonNode node) {
        PeerKey key = PeerKey.ofSeed(Hex.decode(required(node, "peerSeed").asText()));
        String registered = required(node, "peerId").asText();
        if (!key.peerId().text().equals(registered)) {
            throw new IllegalArgumentException(
                    "the seed of node " + required(node, "id") + " makes peer " + key.peerId() + ", not " + registered);
        }
        return new Node(
                NodeId.of(required(node, "id").asLong()),
                key,
                required(node, "port").asInt(),
                AccountKey.parse(
                        required(required(node, "hotkey"), "privateKey").asText()));
    }

    private static JsonNode required(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("the field '" + field + "' is missing");
        }
        return value;
    }

    private static ServiceException wrong(Path file, String why, Throwable cause) {
        return new ServiceException(ServiceError.INPUT_INVALID, "--attach " + file + ": " + why, cause);
    }
}
