package io.subnetvalidator.chain.hypertensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.metadata.DecodedCall;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.chain.types.SubnetId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DialectTest {

    private static final SubnetId SUBNET = SubnetId.of(128001);
    private static final Proposal PROPOSAL = new Proposal(
            SUBNET,
            NodeId.of(7),
            List.of(new NodeScore(NodeId.of(1), Score.of(5)), new NodeScore(NodeId.of(7), Score.of(6))),
            Optional.of(NodeId.of(8)),
            Optional.empty(),
            Optional.of(Bytes.parse("0xa1a2")),
            Optional.of(Bytes.parse("0xb1")));

    @Test
    void the_hoskinson_runtime_is_recognised_and_its_calls_are_built() {
        ConsensusCalls calls = calls(GoldenData.metadata());

        assertThat(calls.dialect()).isEqualTo(Dialect.HOSKINSON);
        assertThat(calls.attest(SUBNET, NodeId.of(7), Optional.empty())).hasToString("0x174201f4010000");
        assertThat(calls.attest(SUBNET, NodeId.of(7), Optional.of(Bytes.parse("c0ffee"))))
                .hasToString("0x174201f40100010cc0ffee");
        assertThat(calls.remark(Bytes.parse("0x0102")).size()).isEqualTo(5);
    }

    @Test
    void proposals_and_attestations_agree_with_every_golden_call() {
        ConsensusCalls calls = calls(GoldenData.metadata());
        Map<String, Integer> checked = new TreeMap<>();
        for (JsonNode vector : GoldenData.json("calls.json").get("calls")) {
            String name = vector.get("call").asText();
            JsonNode args = vector.get("args");
            Bytes built;
            if (name.equals("attest")) {
                built = calls.attest(
                        SubnetId.of(args.get("subnet_id").asLong()), NodeId.of(1), bytes(args.get("attest_data")));
            } else if (name.equals("propose_attestation") && ascending(args.get("data"))) {
                built = calls.propose(new Proposal(
                        SubnetId.of(args.get("subnet_id").asLong()),
                        NodeId.of(1),
                        scores(args.get("data")),
                        node(args.get("prioritize_queue_node_id")),
                        node(args.get("remove_queue_node_id")),
                        bytes(args.get("args")),
                        bytes(args.get("attest_data"))));
            } else {
                continue;
            }
            assertThat(built)
                    .as(vector.get("label").asText())
                    .hasToString(vector.get("callHex").asText());
            checked.merge(name, 1, Integer::sum);
        }
        assertThat(checked.get("attest")).isGreaterThanOrEqualTo(5);
        assertThat(checked.get("propose_attestation")).isGreaterThanOrEqualTo(12);
    }

    @Test
    void the_main_runtime_is_recognised_and_its_calls_name_the_node() {
        byte[] raw = MutatedMetadata.main(GoldenData.metadata());
        Metadata metadata = Metadata.decode(raw);
        ConsensusCalls calls = calls(raw);

        assertThat(calls.dialect()).isEqualTo(Dialect.MAIN);
        DecodedCall propose = metadata.decodeCall(calls.propose(PROPOSAL).toBytes());
        assertThat(propose.qualifiedName()).isEqualTo("Network.propose_attestation");
        assertThat(propose.argument("subnet_node_id").asLong()).isEqualTo(7);
        assertThat(propose.argument("data").items()).hasSize(2);
        assertThat(propose.argument("prioritize_queue_node_id")
                        .asOption()
                        .orElseThrow()
                        .asLong())
                .isEqualTo(8);
        DecodedCall attest = metadata.decodeCall(
                calls.attest(SUBNET, NodeId.of(9), Optional.empty()).toBytes());
        assertThat(new ArrayList<>(attest.arguments().keySet()))
                .containsExactly("subnet_id", "subnet_node_id", "attest_data");
        assertThat(attest.argument("subnet_node_id").asLong()).isEqualTo(9);
    }

    @Test
    void every_other_shape_is_unknown_and_nothing_is_built_for_it() {
        byte[] original = GoldenData.metadata();
        assertUnknown(
                new MutatedMetadata(original).insertNodeArgument("attest"), "attest(subnet_id: u32, subnet_node_id");
        assertUnknown(
                new MutatedMetadata(original).insertNodeArgument("propose_attestation"), "subnet_node_id: u32, data");
        assertUnknown(
                new MutatedMetadata(original).insertNodeArgument("attest").insertNodeArgument("propose_attestation"),
                "without register_validator");
        assertUnknown(
                new MutatedMetadata(original).renameCall("remove_overwatch_node", "register_validator"),
                "with register_validator");
        assertUnknown(new MutatedMetadata(original).renameCall("attest", "attest_to"), "no attest,");
        assertUnknown(
                new MutatedMetadata(original).renameCall("propose_attestation", "propose"), "no propose_attestation");
        assertUnknown(new MutatedMetadata(original).dropFirstArgument("attest"), "attest(attest_data");
        assertUnknown(new MutatedMetadata(original).retypeFirstArgument("attest", 2), "attest(subnet_id: u8");
        assertUnknown(
                new MutatedMetadata(original).renameEverywhere("prioritize_queue_node_id", "prioritise_queue_node_id"),
                "prioritise_queue_node_id");
        assertUnknown(
                new MutatedMetadata(original).renameEverywhere("CheckNonce", "CheckNonces"),
                "nothing can be signed for this runtime");
    }

    @Test
    void proposals_that_the_chain_would_treat_in_surprising_ways_are_refused() {
        NodeScore one = new NodeScore(NodeId.of(1), Score.of(1));
        NodeScore two = new NodeScore(NodeId.of(2), Score.of(1));

        assertThatThrownBy(() -> proposal(List.of(two, one), Optional.empty()))
                .hasMessageContaining("node 1 follows 2");
        assertThatThrownBy(() -> proposal(List.of(one, one), Optional.empty()))
                .hasMessageContaining("node 1 follows 1");
        assertThatThrownBy(() -> proposal(List.of(one), Optional.of(Bytes.of(new byte[4097]))))
                .hasMessageContaining("at most 4096 bytes, not 4097");
    }

    @Test
    void attestations_with_more_data_than_the_chain_takes_are_refused() {
        ConsensusCalls calls = calls(GoldenData.metadata());
        assertThatThrownBy(() -> calls.attest(SUBNET, NodeId.of(1), Optional.of(Bytes.of(new byte[4097]))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertUnknown(MutatedMetadata mutated, String evidence) {
        ConsensusCalls calls = calls(mutated.bytes());

        assertThat(calls.dialect()).as(evidence).isEqualTo(Dialect.UNKNOWN);
        assertThatThrownBy(() -> calls.propose(PROPOSAL))
                .isInstanceOf(UnknownRuntimeException.class)
                .hasMessageContaining("watched only")
                .hasMessageContaining(evidence);
        assertThatThrownBy(() -> calls.attest(SUBNET, NodeId.of(1), Optional.empty()))
                .isInstanceOf(UnknownRuntimeException.class)
                .hasMessageContaining(evidence);
        assertThatThrownBy(() -> calls.remark(Bytes.EMPTY)).isInstanceOf(UnknownRuntimeException.class);
    }

    private static ConsensusCalls calls(byte[] raw) {
        Metadata metadata = Metadata.decode(raw);
        return new DialectCalls(metadata, RuntimeShape.of(metadata));
    }

    private static Proposal proposal(List<NodeScore> data, Optional<Bytes> args) {
        return new Proposal(SUBNET, NodeId.of(1), data, Optional.empty(), Optional.empty(), args, Optional.empty());
    }

    private static boolean ascending(JsonNode data) {
        List<Long> ids = new ArrayList<>();
        data.forEach(entry -> ids.add(entry.get("subnet_node_id").asLong()));
        return ids.stream()
                .sorted(Comparator.naturalOrder())
                .distinct()
                .toList()
                .equals(ids);
    }

    private static List<NodeScore> scores(JsonNode data) {
        List<NodeScore> scores = new ArrayList<>();
        data.forEach(entry -> scores.add(new NodeScore(
                NodeId.of(entry.get("subnet_node_id").asLong()),
                Score.of(new BigInteger(entry.get("score").asText())))));
        return scores;
    }

    private static Optional<NodeId> node(JsonNode value) {
        return value.isNull() ? Optional.empty() : Optional.of(NodeId.of(value.asLong()));
    }

    private static Optional<Bytes> bytes(JsonNode value) {
        return value.isNull() ? Optional.empty() : Optional.of(Bytes.parse(value.asText()));
    }
}
