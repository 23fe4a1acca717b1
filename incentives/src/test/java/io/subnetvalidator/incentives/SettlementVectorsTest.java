package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Settlements that the real runtime made, recorded scenario by scenario, against the forecast. */
class SettlementVectorsTest {

    private static final SettlementTerms TERMS = SettlementTerms.HOSKINSON;
    private static final List<JsonNode> SCENARIOS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        Path file = Path.of(System.getProperty("shared.dir", "../shared"), "vectors", "scp-outcomes.json");
        Assumptions.assumeTrue(Files.exists(file), "golden data not present: " + file);
        SCENARIOS.clear();
        new ObjectMapper().readTree(file.toFile()).get("scenarios").forEach(SCENARIOS::add);
    }

    @Test
    void rewards_reputation_bonus_and_slash_of_every_scenario_come_out_to_the_unit() {
        int accepted = 0;
        int failed = 0;
        for (JsonNode scenario : SCENARIOS) {
            if (scenario.get("submissionAtEpochEnd").isNull()
                    || scenario.at("/submissionAtEpochEnd/decoded").isNull()) {
                assertThat(scenario.get("scenario").asText()).isEqualTo("no proposal");
                continue;
            }
            Optional<JsonNode> rewards = rewardsEvent(scenario);
            if (rewards.isPresent()) {
                checkAccepted(scenario, rewards.get());
                accepted++;
            } else {
                checkFailed(scenario);
                failed++;
            }
        }
        assertThat(accepted).isEqualTo(17);
        assertThat(failed).isEqualTo(2);
    }

    /**
     * The events name the delegate share and the owner's balance, not the emission they were divided from: one emission that
     * is consistent with both must explain every other amount.
     */
    private static void checkAccepted(JsonNode scenario, JsonNode event) {
        BigInteger owner = integer(scenario.at("/settlement/changes/ownerFreeBalance/delta"));
        BigInteger delegates = integer(event.get("delegate_stake_reward"));
        List<String> differences = new ArrayList<>();
        boolean explained = false;
        for (EmissionSplit split : candidates(owner, delegates)) {
            Optional<String> difference = difference(scenario, event, split);
            difference.ifPresent(differences::add);
            explained |= difference.isEmpty();
        }
        assertThat(explained).as("%s: %s", name(scenario), differences).isTrue();
    }

    private static Optional<String> difference(JsonNode scenario, JsonNode event, EmissionSplit split) {
        RewardForecast forecast = RewardForecast.of(TERMS, settlement(scenario, split.nodes()));
        SortedMap<Long, BigInteger> stakes = new TreeMap<>();
        SortedMap<Long, BigInteger> pools = new TreeMap<>();
        SortedMap<Long, BigInteger> accounts = new TreeMap<>();
        forecast.nodes().forEach((id, node) -> {
            put(stakes, id, node.stake());
            put(pools, id, node.delegators());
            put(accounts, id, node.delegateAccount());
        });
        if (!stakes.equals(amounts(event.get("node_rewards")))) {
            return Optional.of("rewards " + stakes + " but the chain says " + event.get("node_rewards"));
        }
        if (!pools.equals(amounts(event.get("node_delegate_stake_rewards")))) {
            return Optional.of("node delegators " + pools);
        }
        if (!accounts.equals(amounts(event.get("node_delegate_account_allocations")))) {
            return Optional.of("delegate accounts " + accounts);
        }
        NodeId proposer = NodeId.of(scenario.get("electedNode").asLong());
        JsonNode stake = scenario.at("/settlement/changes/nodes/" + proposer + "/stake/delta");
        BigInteger income = forecast.stakeIncome(proposer, proposer).units();
        if (!income.equals(integer(stake))) {
            return Optional.of("the proposer's stake grows by " + income + " but the chain says " + stake);
        }
        return reputationDifference(scenario, forecast);
    }

    private static void checkFailed(JsonNode scenario) {
        RewardForecast forecast = RewardForecast.of(TERMS, settlement(scenario, Balance.ZERO));

        assertThat(forecast.accepted()).as(name(scenario)).isFalse();
        String proposer = scenario.get("electedNode").asText();
        BigInteger lost = integer(scenario.at("/settlement/changes/nodes/" + proposer + "/stake/delta"));
        assertThat(forecast.proposerSlash().units()).as(name(scenario)).isEqualTo(lost.negate());
        assertThat(reputationDifference(scenario, forecast)).as(name(scenario)).isEmpty();
    }

    private static Optional<String> reputationDifference(JsonNode scenario, RewardForecast forecast) {
        for (NodeOutcome node : forecast.nodes().values()) {
            Ratio recorded = reputation(scenario, node.node(), "after");
            if (!node.reputation().equals(recorded)) {
                return Optional.of(
                        "reputation of node " + node.node() + " is " + node.reputation() + ", not " + recorded);
            }
        }
        return Optional.empty();
    }

    private static Settlement settlement(JsonNode scenario, Balance nodeRewards) {
        JsonNode submission = scenario.at("/submissionAtEpochEnd/decoded");
        List<NodeScore> data = new ArrayList<>();
        submission
                .get("data")
                .forEach(entry -> data.add(new NodeScore(
                        NodeId.of(entry.get("subnet_node_id").asLong()), Score.of(integer(entry.get("score"))))));
        Map<NodeId, Ratio> factors = new HashMap<>();
        submission
                .get("attests")
                .forEach(attest -> factors.put(
                        NodeId.of(attest.get(0).asLong()),
                        Ratio.of(integer(attest.get(1).get("reward_factor")))));
        List<SettledNode> snapshot = new ArrayList<>();
        submission.get("subnet_nodes").forEach(node -> snapshot.add(settledNode(scenario, node)));
        NodeId proposer = NodeId.of(submission.get("validator_id").asLong());
        JsonNode stake = scenario.at("/settlement/changes/nodes/" + proposer + "/stake/before");
        return new Settlement(
                proposer,
                Ratio.of(integer(submission.get("validator_reward_factor"))),
                Balance.of(integer(stake)),
                data,
                factors,
                snapshot,
                nodeRewards);
    }

    private static SettledNode settledNode(JsonNode scenario, JsonNode node) {
        NodeId id = NodeId.of(node.get("id").asLong());
        String nodeClass = node.at("/classification/node_class").asText();
        Ratio rate = Ratio.of(integer(node.get("delegate_reward_rate")));
        JsonNode account = node.get("delegate_account");
        return new SettledNode(
                id,
                NodeClass.valueOf(nodeClass.toUpperCase(Locale.ROOT)),
                reputation(scenario, id, "before"),
                rate,
                !rate.isZero(),
                account.isNull() ? Optional.empty() : Optional.of(Ratio.of(integer(account.get("rate")))));
    }

    /** Reputations that a settlement left alone are not recorded; on this chain those were whole, or nobody's turn. */
    private static Ratio reputation(JsonNode scenario, NodeId node, String when) {
        JsonNode recorded = scenario.at("/settlement/changes/nodes/" + node + "/reputation/" + when);
        return recorded.isMissingNode() ? Ratio.ONE : Ratio.of(integer(recorded));
    }

    /** Every emission whose owner and delegate shares are these. */
    private static List<EmissionSplit> candidates(BigInteger owner, BigInteger delegates) {
        BigInteger rest = delegates.multiply(BigInteger.TEN);
        List<EmissionSplit> candidates = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            EmissionSplit split =
                    EmissionSplit.ofOverall(TERMS, Balance.of(owner.add(rest).add(BigInteger.valueOf(i))));
            if (split.owner().units().equals(owner) && split.delegates().units().equals(delegates)) {
                candidates.add(split);
            }
        }
        assertThat(candidates).isNotEmpty().hasSizeLessThan(6);
        return candidates;
    }

    private static Optional<JsonNode> rewardsEvent(JsonNode scenario) {
        for (JsonNode event : Objects.requireNonNull(scenario.at("/settlement/events"))) {
            if (event.get("event").asText().equals("network.SubnetRewards")) {
                return Optional.of(event.get("fields"));
            }
        }
        return Optional.empty();
    }

    /** Pairs of node and amount, or of node and a pair that ends with the amount. */
    private static SortedMap<Long, BigInteger> amounts(JsonNode pairs) {
        SortedMap<Long, BigInteger> amounts = new TreeMap<>();
        pairs.forEach(pair -> {
            JsonNode value = pair.get(1);
            amounts.put(pair.get(0).asLong(), integer(value.isArray() ? value.get(1) : value));
        });
        return amounts;
    }

    private static void put(SortedMap<Long, BigInteger> amounts, NodeId node, Balance amount) {
        if (!amount.isZero()) {
            amounts.put(node.value(), amount.units());
        }
    }

    private static BigInteger integer(JsonNode value) {
        return new BigInteger(value.asText());
    }

    private static String name(JsonNode scenario) {
        return scenario.get("scenario").asText() + ", epoch "
                + scenario.get("subnetEpoch").asText();
    }
}
