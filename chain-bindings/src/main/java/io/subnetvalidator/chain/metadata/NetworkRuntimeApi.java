package io.subnetvalidator.chain.metadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The runtime API of the network pallet. It returns encoded structures inside byte vectors, and no metadata describes them, so their
 * layouts are written down here as the runtime's source has them.
 */
public final class NetworkRuntimeApi {

    private static final String PREFIX = "NetworkRuntimeApi_";

    private NetworkRuntimeApi() {}

    /** The functions of the hoskinson runtime. */
    public static RuntimeCalls hoskinson() {
        LayoutRegistry layouts = new LayoutRegistry();
        structures(layouts);
        Map<String, RuntimeCalls.Function> functions = new LinkedHashMap<>();
        declare(functions, layouts, "get_subnet_info", "Option<SubnetInfo>", "subnet_id: u32");
        declare(functions, layouts, "get_all_subnets_info", "Vec<SubnetInfo>");
        declare(
                functions,
                layouts,
                "get_subnet_node_info",
                "Option<SubnetNodeInfo>",
                "subnet_id: u32",
                "subnet_node_id: u32");
        declare(functions, layouts, "get_subnet_nodes_info", "Vec<SubnetNodeInfo>", "subnet_id: u32");
        declare(functions, layouts, "get_all_subnet_nodes_info", "Vec<SubnetNodeInfo>");
        declare(functions, layouts, "get_bootnodes", "AllSubnetBootnodes", "subnet_id: u32");
        declare(functions, layouts, "get_coldkey_subnet_nodes_info", "Vec<SubnetNodeInfo>", "coldkey: Account");
        declare(functions, layouts, "get_coldkey_stakes", "Vec<SubnetNodeStakeInfo>", "coldkey: Account");
        declare(functions, layouts, "get_delegate_stakes", "Vec<DelegateStakeInfo>", "account_id: Account");
        declare(functions, layouts, "get_node_delegate_stakes", "Vec<NodeDelegateStakeInfo>", "account_id: Account");
        declare(
                functions,
                layouts,
                "get_overwatch_commits_for_epoch_and_node",
                "Vec<(u32, [u8; 32])>",
                "epoch: u32",
                "overwatch_node_id: u32");
        declare(
                functions,
                layouts,
                "get_overwatch_reveals_for_epoch_and_node",
                "Vec<(u32, u128)>",
                "epoch: u32",
                "overwatch_node_id: u32");
        declare(
                functions,
                layouts,
                "get_elected_validator_info",
                "Option<SubnetNodeInfo>",
                "subnet_id: u32",
                "subnet_epoch: u32");
        declare(functions, layouts, "get_validators_and_attestors", "Vec<SubnetNodeInfo>", "subnet_id: u32");
        declare(functions, layouts, "get_all_overwatch_nodes_info", "Vec<OverwatchNodeInfo>");
        functions.put(
                PREFIX + "proof_of_stake",
                new RuntimeCalls.Function(
                        inputs(layouts, "subnet_id: u32", "peer_id: Bytes", "min_class: u8", "min_stake: Option<u128>"),
                        layouts.type("bool"),
                        false));
        return new RuntimeCalls(new ValueCodec(layouts.registry()), functions);
    }

    /** Declares the structures of the results. */
    static void structures(LayoutRegistry layouts) {
        layouts.alias("Account", "[u8; 20]");
        layouts.alias("Bytes", "Vec<u8>");
        layouts.enumeration("SubnetState", "Registered", "Active", "Paused");
        layouts.enumeration("SubnetNodeClass", "Registered", "Idle", "Included", "Validator");
        layouts.structure("PeerInfo", "peer_id: Bytes", "multiaddr: Option<Bytes>");
        layouts.structure("Classification", "node_class: SubnetNodeClass", "start_epoch: u32");
        layouts.structure("DelegateAccount", "account_id: Account", "rate: u128");
        layouts.structure(
                "Identity",
                "name: Bytes",
                "url: Bytes",
                "image: Bytes",
                "discord: Bytes",
                "x: Bytes",
                "telegram: Bytes",
                "github: Bytes",
                "hugging_face: Bytes",
                "description: Bytes",
                "misc: Bytes");
        layouts.structure(
                "Reputation",
                "start_epoch: u32",
                "score: u128",
                "lifetime_node_count: u32",
                "total_active_nodes: u32",
                "total_increases: u32",
                "total_decreases: u32",
                "average_attestation: u128",
                "last_validator_epoch: u32",
                "ow_score: u128");
        layouts.structure(
                "SubnetInfo",
                "id: u32",
                "friendly_id: Option<u32>",
                "name: Bytes",
                "repo: Bytes",
                "description: Bytes",
                "misc: Bytes",
                "state: SubnetState",
                "start_epoch: u32",
                "churn_limit: u32",
                "churn_limit_multiplier: u32",
                "min_stake: u128",
                "max_stake: u128",
                "queue_immunity_epochs: u32",
                "target_node_registrations_per_epoch: u32",
                "node_registrations_this_epoch: u32",
                "subnet_node_queue_epochs: u32",
                "idle_classification_epochs: u32",
                "included_classification_epochs: u32",
                "delegate_stake_percentage: u128",
                "last_delegate_stake_rewards_update: u32",
                "node_burn_rate_alpha: u128",
                "current_node_burn_rate: u128",
                "initial_coldkeys: Option<BTreeMap<Account, u32>>",
                "initial_coldkey_data: Option<BTreeMap<Account, u32>>",
                "max_registered_nodes: u32",
                "owner: Option<Account>",
                "pending_owner: Option<Account>",
                "registration_epoch: Option<u32>",
                "prev_pause_epoch: u32",
                "slot_index: Option<u32>",
                "slot_assignment: Option<u32>",
                "subnet_node_min_weight_decrease_reputation_threshold: u128",
                "reputation: u128",
                "min_subnet_node_reputation: u128",
                "absent_decrease_reputation_factor: u128",
                "included_increase_reputation_factor: u128",
                "below_min_weight_decrease_reputation_factor: u128",
                "non_attestor_decrease_reputation_factor: u128",
                "non_consensus_attestor_decrease_reputation_factor: u128",
                "validator_absent_subnet_node_reputation_factor: u128",
                "validator_non_consensus_subnet_node_reputation_factor: u128",
                "bootnode_access: BTreeSet<Account>",
                "bootnodes: BTreeMap<Bytes, Bytes>",
                "total_nodes: u32",
                "total_active_nodes: u32",
                "total_electable_nodes: u32",
                "current_min_delegate_stake: u128",
                "total_subnet_stake: u128",
                "total_subnet_delegate_stake_shares: u128",
                "total_subnet_delegate_stake_balance: u128");
        layouts.structure(
                "SubnetNodeInfo",
                "subnet_id: u32",
                "subnet_node_id: u32",
                "coldkey: Account",
                "hotkey: Account",
                "peer_info: PeerInfo",
                "bootnode_peer_info: Option<PeerInfo>",
                "client_peer_info: Option<PeerInfo>",
                "delegate_account: Option<DelegateAccount>",
                "identity: Identity",
                "classification: Classification",
                "delegate_reward_rate: u128",
                "last_delegate_reward_rate_update: u32",
                "unique: Option<Bytes>",
                "non_unique: Option<Bytes>",
                "stake_balance: u128",
                "total_node_delegate_stake_shares: u128",
                "node_delegate_stake_balance: u128",
                "coldkey_reputation: Reputation",
                "subnet_node_reputation: u128",
                "node_slot_index: Option<u32>",
                "consecutive_idle_epochs: u32",
                "consecutive_included_epochs: u32");
        layouts.structure(
                "SubnetNodeStakeInfo",
                "subnet_id: Option<u32>",
                "subnet_node_id: Option<u32>",
                "hotkey: Account",
                "balance: u128");
        layouts.structure("DelegateStakeInfo", "subnet_id: u32", "shares: u128", "balance: u128");
        layouts.structure(
                "NodeDelegateStakeInfo", "subnet_id: u32", "subnet_node_id: u32", "shares: u128", "balance: u128");
        layouts.structure(
                "AllSubnetBootnodes",
                "subnet_bootnodes: BTreeMap<Bytes, Bytes>",
                "node_bootnodes: BTreeMap<Bytes, Option<Bytes>>",
                "registered_bootnodes: BTreeMap<Bytes, Option<Bytes>>");
        layouts.structure(
                "OverwatchNodeInfo",
                "overwatch_node_id: u32",
                "coldkey: Account",
                "hotkey: Option<Account>",
                "peer_ids: BTreeMap<u32, Bytes>",
                "reputation: Reputation",
                "account_overwatch_stake: u128");
    }

    private static void declare(
            Map<String, RuntimeCalls.Function> functions,
            LayoutRegistry layouts,
            String name,
            String result,
            String... inputs) {
        functions.put(PREFIX + name, new RuntimeCalls.Function(inputs(layouts, inputs), layouts.type(result), true));
    }

    private static List<RuntimeApi.Input> inputs(LayoutRegistry layouts, String... inputs) {
        return List.of(inputs).stream()
                .map(input -> new RuntimeApi.Input(
                        LayoutRegistry.fieldName(input), layouts.type(LayoutRegistry.fieldType(input))))
                .toList();
    }
}
