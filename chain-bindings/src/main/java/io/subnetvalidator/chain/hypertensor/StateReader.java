package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns decoded storage values into records, for both dialects: a field that only one of them has is looked for, never
 * assumed. Values of another shape lead to a {@code ValueException}.
 */
final class StateReader {

    private StateReader() {}

    static NodeId node(Value value) {
        return NodeId.of(value.asLong());
    }

    static List<NodeId> nodes(Value value) {
        return value.items().stream().map(StateReader::node).toList();
    }

    static Ratio ratio(Value value) {
        return Ratio.of(value.asInteger());
    }

    static Balance balance(Value value) {
        return Balance.of(value.asInteger());
    }

    static Bytes bytes(Value value) {
        return Bytes.of(value.asBytes());
    }

    static SubnetState subnetState(Value value) {
        return SubnetState.valueOf(value.asVariant().name().toUpperCase(Locale.ROOT));
    }

    static EmergencySet emergencySet(Value value) {
        return new EmergencySet(
                nodes(value.field("subnet_node_ids")),
                value.field("target_emergency_validators_epochs").asLong(),
                value.field("max_emergency_validators_epoch").asLong(),
                value.field("total_epochs").asLong());
    }

    static PeerInfo peer(Value value) {
        return PeerInfo.of(
                bytes(value.field("peer_id")),
                value.field("multiaddr").asOption().map(StateReader::bytes));
    }

    static Optional<PeerInfo> optionalPeer(Value value) {
        return value.asOption().map(StateReader::peer);
    }

    static NodeClassification classification(Value value) {
        String name = value.field("node_class").asVariant().name();
        return new NodeClassification(
                NodeClass.valueOf(name.toUpperCase(Locale.ROOT)),
                Epoch.of(value.field("start_epoch").asLong()));
    }

    static SnapshotNode snapshotNode(Value value) {
        return new SnapshotNode(
                node(value.field("id")),
                hotkey(value),
                validatorId(value),
                peer(value.field("peer_info")),
                classification(value.field("classification")));
    }

    static Optional<AccountId> hotkey(Value node) {
        return optional(node, "hotkey").map(Value::asAccount);
    }

    static OptionalLong validatorId(Value node) {
        return optional(node, "validator_id")
                .map(id -> OptionalLong.of(id.asLong()))
                .orElse(OptionalLong.empty());
    }

    static ConsensusSubmission submission(Value value) {
        return new ConsensusSubmission(
                node(value.field("validator_id")),
                BlockNumber.of(value.field("block").asLong()),
                ratio(value.field("validator_epoch_progress")),
                ratio(value.field("validator_reward_factor")),
                attests(value.field("attests")),
                value.field("subnet_nodes").items().stream()
                        .map(StateReader::snapshotNode)
                        .toList(),
                optional(value, "validator_ids").map(StateReader::nodes),
                value.field("prioritize_queue_node_id").asOption().map(StateReader::node),
                value.field("remove_queue_node_id").asOption().map(StateReader::node),
                value.field("data").items().stream().map(StateReader::score).toList(),
                value.field("args").asOption().map(StateReader::bytes));
    }

    private static NodeScore score(Value value) {
        return new NodeScore(
                node(value.field("subnet_node_id")),
                Score.of(value.field("score").asInteger()));
    }

    private static SortedMap<NodeId, AttestEntry> attests(Value value) {
        SortedMap<NodeId, AttestEntry> attests = new TreeMap<>();
        for (Value pair : value.items()) {
            Value entry = pair.items().get(1);
            attests.put(
                    node(pair.items().get(0)),
                    new AttestEntry(
                            BlockNumber.of(entry.field("block").asLong()),
                            ratio(entry.field("attestor_progress")),
                            ratio(entry.field("reward_factor")),
                            entry.field("data").asOption().map(StateReader::bytes)));
        }
        return attests;
    }

    static EmissionWeights emissionWeights(Value value) {
        SortedMap<SubnetId, Ratio> weights = new TreeMap<>();
        for (Value pair : value.field("weights").items()) {
            weights.put(
                    SubnetId.of(pair.items().get(0).asLong()),
                    ratio(pair.items().get(1)));
        }
        return new EmissionWeights(balance(value.field("validator_emissions")), weights);
    }

    private static Optional<Value> optional(Value value, String field) {
        return value instanceof Value.Struct struct
                ? Optional.ofNullable(struct.fields().get(field))
                : Optional.empty();
    }
}
