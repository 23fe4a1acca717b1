package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns decoded events into typed ones. */
final class EventReader {

    private static final int MAX_TEXT = 4096;

    private final Metadata metadata;

    EventReader(Metadata metadata) {
        this.metadata = metadata;
    }

    EventRecord read(io.subnetvalidator.chain.metadata.EventRecord event) {
        return new EventRecord(phase(event.phase()), typed(event));
    }

    private static EventPhase phase(io.subnetvalidator.chain.metadata.EventRecord.Phase phase) {
        if (phase instanceof io.subnetvalidator.chain.metadata.EventRecord.Phase.ApplyExtrinsic applied) {
            return new EventPhase.ApplyExtrinsic(applied.index());
        }
        return phase instanceof io.subnetvalidator.chain.metadata.EventRecord.Phase.Finalization
                ? new EventPhase.Finalization()
                : new EventPhase.Initialization();
    }

    private ChainEvent typed(io.subnetvalidator.chain.metadata.EventRecord event) {
        return switch (event.qualifiedName()) {
            case "System.ExtrinsicSuccess" -> new ChainEvent.ExtrinsicSuccess();
            case "System.ExtrinsicFailed" ->
                new ChainEvent.ExtrinsicFailed(
                        metadata.dispatchError(event.field("dispatch_error")).text());
            case "Network.SubnetRewards" -> rewards(event);
            case "Network.Slashing" ->
                new ChainEvent.Slashing(
                        subnet(event),
                        event.field("account_id").asAccount(),
                        StateReader.balance(event.field("amount")));
            case "Network.NodeReputationUpdate" ->
                new ChainEvent.NodeReputationUpdate(
                        subnet(event),
                        node(event),
                        StateReader.ratio(event.field("prev_reputation")),
                        StateReader.ratio(event.field("new_reputation")));
            case "Network.SubnetReputationUpdate" ->
                new ChainEvent.SubnetReputationUpdate(
                        subnet(event),
                        StateReader.ratio(event.field("prev_reputation")),
                        StateReader.ratio(event.field("new_reputation")));
            case "Network.ValidatorSubmission" ->
                new ChainEvent.ValidatorSubmission(
                        subnet(event), event.field("account_id").asAccount(), epoch(event));
            case "Network.Attestation" -> new ChainEvent.Attestation(subnet(event), node(event), epoch(event));
            case "Network.NodeClassGraduation" ->
                new ChainEvent.NodeClassGraduation(
                        subnet(event), node(event), StateReader.classification(event.field("classification")));
            case "Network.SubnetNodeActivated" -> new ChainEvent.SubnetNodeActivated(subnet(event), node(event));
            case "Network.SubnetNodeRemoved" -> new ChainEvent.SubnetNodeRemoved(subnet(event), node(event));
            default -> new ChainEvent.Other(event.pallet(), event.name(), text(event));
        };
    }

    private static ChainEvent rewards(io.subnetvalidator.chain.metadata.EventRecord event) {
        return new ChainEvent.SubnetRewards(
                subnet(event),
                byNode(event.field("node_rewards"), StateReader::balance),
                StateReader.balance(event.field("delegate_stake_reward")),
                byNode(event.field("node_delegate_stake_rewards"), StateReader::balance),
                byNode(event.field("node_delegate_account_allocations"), EventReader::delegateReward));
    }

    private static ChainEvent.DelegateAccountReward delegateReward(Value pair) {
        return new ChainEvent.DelegateAccountReward(
                pair.items().get(0).asAccount(), Balance.of(pair.items().get(1).asInteger()));
    }

    private static <T> SortedMap<NodeId, T> byNode(Value pairs, Function<Value, T> read) {
        SortedMap<NodeId, T> map = new TreeMap<>();
        for (Value pair : pairs.items()) {
            map.put(
                    StateReader.node(pair.items().get(0)),
                    read.apply(pair.items().get(1)));
        }
        return map;
    }

    private static SubnetId subnet(io.subnetvalidator.chain.metadata.EventRecord event) {
        return SubnetId.of(event.field("subnet_id").asLong());
    }

    private static NodeId node(io.subnetvalidator.chain.metadata.EventRecord event) {
        return StateReader.node(event.field("subnet_node_id"));
    }

    private static Epoch epoch(io.subnetvalidator.chain.metadata.EventRecord event) {
        return Epoch.of(event.field("epoch").asLong());
    }

    private static String text(io.subnetvalidator.chain.metadata.EventRecord event) {
        String text = event.fields().entrySet().stream()
                .map(field -> field.getKey() + "=" + text(field.getValue()))
                .collect(Collectors.joining(", "));
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }

    private static String text(Value value) {
        if (value instanceof Value.Int integer) {
            return integer.value().toString();
        } else if (value instanceof Value.Struct struct) {
            return struct.fields().entrySet().stream()
                    .map(field -> field.getKey() + "=" + text(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof Value.Sequence || value instanceof Value.Tuple) {
            return value.items().stream().map(EventReader::text).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Value.Variant variant) {
            return variant.content().equals(Value.unit())
                    ? variant.name()
                    : variant.name() + "(" + text(variant.content()) + ")";
        } else if (value instanceof Value.Some some) {
            return text(some.value());
        } else if (value instanceof Value.None) {
            return "none";
        } else if (value instanceof Value.Bool bool) {
            return Boolean.toString(bool.value());
        } else if (value instanceof Value.Text text) {
            return text.value();
        }
        return value.toString();
    }
}
