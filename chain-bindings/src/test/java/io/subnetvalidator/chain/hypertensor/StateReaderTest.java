package io.subnetvalidator.chain.hypertensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.metadata.ValueException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Multiaddr;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateReaderTest {

    private static final String PEER = "12D3KooWBVCUupuGRKcFH7M2ePenvnpRZJ3FWm9KrjcMwFVnojhv";

    @Test
    void a_submission_of_the_main_runtime_names_the_nodes_that_may_attest() {
        Map<String, Value> fields = submission();
        fields.put("validator_ids", Value.sequence(List.of(Value.of(2), Value.of(5))));

        ConsensusSubmission read = StateReader.submission(Value.struct(fields));

        assertThat(read.allowedAttestors()).contains(List.of(NodeId.of(2), NodeId.of(5)));
        assertThat(read.proposer()).isEqualTo(NodeId.of(2));
        assertThat(read.attestedBy(NodeId.of(2))).isTrue();
        assertThat(read.attestedBy(NodeId.of(5))).isFalse();
        SnapshotNode node = read.nodes().get(0);
        assertThat(node.hotkey()).isEmpty();
        assertThat(node.validatorId()).hasValue(9);
        assertThat(node.classification().holds(NodeClass.INCLUDED, Epoch.of(3))).isTrue();
        assertThat(node.classification().holds(NodeClass.INCLUDED, Epoch.of(2))).isFalse();
        assertThat(node.classification().holds(NodeClass.VALIDATOR, Epoch.of(3)))
                .isFalse();
    }

    @Test
    void a_submission_without_one_of_its_fields_is_an_error() {
        for (String field : submission().keySet()) {
            Map<String, Value> fields = submission();
            fields.remove(field);
            assertThatThrownBy(() -> StateReader.submission(Value.struct(fields)))
                    .as(field)
                    .isInstanceOf(ValueException.class)
                    .hasMessageContaining(field);
        }
    }

    @Test
    void nonsense_in_the_peer_data_of_one_node_is_kept_and_harms_nobody() {
        PeerInfo strange = PeerInfo.of(Bytes.parse("0xff00"), Optional.of(Bytes.parse("0x0405")));

        assertThat(strange.peerId()).isEmpty();
        assertThat(strange.multiaddr()).isEmpty();
        assertThat(strange.reachable()).isFalse();
        assertThat(strange.rawMultiaddr()).contains(Bytes.parse("0x0405"));
    }

    @Test
    void a_peer_whose_address_names_another_peer_is_not_reachable() {
        String other = "12D3KooWLCc8Z2KUkha84mQJheGonX9qakFKKWwzbEi3nyi72UF9";
        Bytes peer = Bytes.of(PEER.getBytes(StandardCharsets.US_ASCII));

        assertThat(PeerInfo.of(peer, address(PEER)).reachable()).isTrue();
        assertThat(PeerInfo.of(peer, address(other)).reachable()).isFalse();
        assertThat(PeerInfo.of(peer, Optional.empty()).reachable()).isFalse();
    }

    private static Optional<Bytes> address(String peer) {
        return Optional.of(
                Bytes.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/1/p2p/" + peer).toBytes()));
    }

    private static Map<String, Value> submission() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("validator_id", Value.of(2));
        fields.put("block", Value.of(44));
        fields.put("validator_epoch_progress", Value.of(50));
        fields.put("validator_reward_factor", Value.of(99));
        fields.put("attests", Value.sequence(List.of(Value.tuple(Value.of(2), attest()))));
        fields.put("subnet_nodes", Value.sequence(List.of(node())));
        fields.put("prioritize_queue_node_id", Value.none());
        fields.put("remove_queue_node_id", Value.some(Value.of(8)));
        fields.put(
                "data",
                Value.sequence(List.of(Value.struct(Map.of("subnet_node_id", Value.of(2), "score", Value.of(1000))))));
        fields.put("args", Value.none());
        return fields;
    }

    private static Value attest() {
        return Value.struct(Map.of(
                "block", Value.of(44),
                "attestor_progress", Value.of(0),
                "reward_factor", Value.of(1),
                "data", Value.none()));
    }

    private static Value node() {
        Value peer = Value.struct(Map.of("peer_id", Value.utf8(PEER), "multiaddr", Value.none()));
        Value classification =
                Value.struct(Map.of("node_class", Value.variant("Included"), "start_epoch", Value.of(3)));
        return Value.struct(Map.of(
                "id", Value.of(2), "validator_id", Value.of(9), "peer_info", peer, "classification", classification));
    }
}
