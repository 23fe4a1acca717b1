package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.hypertensor.StateView.Entry;
import io.subnetvalidator.chain.hypertensor.StateView.Values;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a subnet and its nodes, which takes several queries, at one block. */
final class SubnetReads {

    private final StateView state;
    private final SubnetId subnet;
    private final Value id;

    SubnetReads(StateView state, SubnetId subnet) {
        this.state = state;
        this.subnet = subnet;
        this.id = Value.of(subnet.value());
    }

    Future<Optional<SubnetInfo>> info() {
        Entry data = state.entry("SubnetsData", id);
        Entry slot = state.entry("SubnetSlot", id);
        Entry owner = state.entry("SubnetOwner", id);
        Entry minStake = state.entry("SubnetMinStakeBalance", id);
        Entry maxStake = state.entry("SubnetMaxStakeBalance", id);
        Entry reputation = state.entry("SubnetReputation", id);
        Entry minReputation = state.entry("MinSubnetNodeReputation", id);
        Entry share = state.entry("SubnetDelegateStakeRewardsPercentage", id);
        Entry emergency = state.entry("EmergencySubnetNodeElectionData", id);
        List<Entry> entries =
                List.of(data, slot, owner, minStake, maxStake, reputation, minReputation, share, emergency);
        return state.fetch(entries)
                .map(values -> values.present(data)
                        .map(found -> new SubnetInfo(
                                subnet,
                                found.field("friendly_id").asLong(),
                                new String(found.field("name").asBytes(), StandardCharsets.UTF_8),
                                StateReader.subnetState(found.field("state")),
                                found.field("start_epoch").asLong(),
                                values.present(slot)
                                        .map(value -> OptionalLong.of(value.asLong()))
                                        .orElse(OptionalLong.empty()),
                                values.present(owner).map(Value::asAccount),
                                StateReader.balance(values.orDefault(minStake)),
                                StateReader.balance(values.orDefault(maxStake)),
                                StateReader.ratio(values.orDefault(reputation)),
                                StateReader.ratio(values.orDefault(minReputation)),
                                StateReader.ratio(values.orDefault(share)),
                                values.present(emergency).map(StateReader::emergencySet))));
    }

    Future<List<SubnetNodeInfo>> nodes() {
        Entry queue = state.entry("SubnetNodeQueue", id);
        return state.keys("SubnetNodesData", id).compose(keys -> {
            List<Entry> active = keys.stream()
                    .map(key -> state.entry("SubnetNodesData", id, key.get(1)))
                    .toList();
            List<Entry> all = new ArrayList<>(active);
            all.add(queue);
            return state.fetch(all).compose(values -> {
                List<Found> found = Stream.concat(
                                active.stream()
                                        .flatMap(entry -> values.present(entry).stream())
                                        .map(node -> new Found(node, false)),
                                values.orDefault(queue).items().stream().map(node -> new Found(node, true)))
                        .toList();
                return details(found);
            });
        });
    }

    Future<SubnetGuests> guests() {
        Entry official = state.entry("SubnetBootnodes", id);
        return state.keys("PeerIdOverwatchNodeId", id).compose(keys -> {
            Map<Value, Entry> overwatch = new LinkedHashMap<>();
            keys.forEach(key -> overwatch.put(key.get(1), state.entry("PeerIdOverwatchNodeId", id, key.get(1))));
            List<Entry> entries = new ArrayList<>(overwatch.values());
            entries.add(official);
            return state.fetch(entries)
                    .map(values -> new SubnetGuests(
                            peers(overwatch.entrySet().stream()
                                    // The chain gives unset keys the value 0.
                                    .filter(entry ->
                                            values.orDefault(entry.getValue()).asLong() != 0)
                                    .map(Map.Entry::getKey)),
                            peers(values.orDefault(official).items().stream()
                                    .map(pair -> pair.items().get(0)))));
        });
    }

    private static Set<PeerId> peers(Stream<Value> ids) {
        return ids.flatMap(peer -> PeerInfo.of(StateReader.bytes(peer), Optional.empty()).peerId().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A node as stored, from the active ones or from the queue. */
    private record Found(Value node, boolean queued) {
        Value id() {
            return node.field("id");
        }
    }

    private Future<List<SubnetNodeInfo>> details(List<Found> found) {
        List<Found> withoutHotkey = found.stream()
                .filter(one -> StateReader.hotkey(one.node()).isEmpty())
                .toList();
        List<Entry> keyEntries =
                withoutHotkey.stream().flatMap(this::keyEntries).toList();
        return state.fetch(keyEntries).compose(keys -> {
            List<Entry> entries = found.stream()
                    .flatMap(one -> detailEntries(one, hotkey(one, keys)))
                    .toList();
            return state.fetch(entries)
                    .map(details -> found.stream()
                            .map(one -> node(one, hotkey(one, keys), details))
                            .sorted(Comparator.comparing(SubnetNodeInfo::id))
                            .toList());
        });
    }

    /** Where the main dialect keeps hotkeys: an override of the node, or the validator's. */
    private Stream<Entry> keyEntries(Found one) {
        Stream<Entry> override = state.entryIfKnown("SubnetNodeIdHotkey", id, one.id()).stream();
        OptionalLong validator = StateReader.validatorId(one.node());
        return validator.isEmpty()
                ? override
                : Stream.concat(
                        override, state.entryIfKnown("ValidatorIdHotkey", Value.of(validator.getAsLong())).stream());
    }

    private Optional<AccountId> hotkey(Found one, Values keys) {
        return StateReader.hotkey(one.node())
                .or(() -> keyEntries(one)
                        .flatMap(entry -> keys.present(entry).stream())
                        .findFirst()
                        .map(Value::asAccount));
    }

    private Stream<Entry> detailEntries(Found one, Optional<AccountId> hotkey) {
        return Stream.of(owner(one, hotkey), stake(one, hotkey), Optional.of(reputation(one)))
                .flatMap(Optional::stream);
    }

    private Optional<Entry> owner(Found one, Optional<AccountId> hotkey) {
        OptionalLong validator = StateReader.validatorId(one.node());
        return validator.isPresent()
                ? state.entryIfKnown("ValidatorColdkey", Value.of(validator.getAsLong()))
                : hotkey.flatMap(key -> state.entryIfKnown("HotkeyOwner", Value.of(key)));
    }

    private Optional<Entry> stake(Found one, Optional<AccountId> hotkey) {
        // The main dialect keys stake by node first, then by subnet (chain reference, section 11.5).
        return state.has("NodeSubnetStake")
                ? state.entryIfKnown("NodeSubnetStake", one.id(), id)
                : hotkey.flatMap(key -> state.entryIfKnown("AccountSubnetStake", Value.of(key), id));
    }

    private Entry reputation(Found one) {
        return state.entry("SubnetNodeReputation", id, one.id());
    }

    private SubnetNodeInfo node(Found one, Optional<AccountId> hotkey, Values details) {
        Value node = one.node();
        return new SubnetNodeInfo(
                NodeId.of(one.id().asLong()),
                hotkey,
                owner(one, hotkey).flatMap(details::present).map(Value::asAccount),
                StateReader.validatorId(node),
                StateReader.peer(node.field("peer_info")),
                StateReader.optionalPeer(node.field("bootnode_peer_info")),
                StateReader.optionalPeer(node.field("client_peer_info")),
                StateReader.classification(node.field("classification")),
                one.queued(),
                stake(one, hotkey)
                        .flatMap(details::present)
                        .map(StateReader::balance)
                        .orElse(Balance.ZERO),
                details.present(reputation(one)).map(StateReader::ratio).orElse(Ratio.ONE));
    }
}
