package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Consensus calls built from the metadata of a runtime whose shape was recognised. */
final class DialectCalls implements ConsensusCalls {

    private final Metadata metadata;
    private final RuntimeShape shape;

    DialectCalls(Metadata metadata, RuntimeShape shape) {
        this.metadata = metadata;
        this.shape = shape;
    }

    @Override
    public Dialect dialect() {
        return shape.dialect();
    }

    @Override
    public Bytes propose(Proposal proposal) {
        Map<String, Value> arguments = subject(proposal.subnet(), proposal.node());
        arguments.put(
                "data",
                Value.sequence(proposal.data().stream()
                        .map(entry -> Value.struct(Map.of(
                                "subnet_node_id", Value.of(entry.node().value()),
                                "score", Value.of(entry.score().value()))))
                        .toList()));
        arguments.put("prioritize_queue_node_id", node(proposal.prioritize()));
        arguments.put("remove_queue_node_id", node(proposal.remove()));
        arguments.put("args", bytes(proposal.args()));
        arguments.put("attest_data", bytes(proposal.attestData()));
        return call(RuntimeShape.PALLET, RuntimeShape.PROPOSE, arguments);
    }

    @Override
    public Bytes attest(SubnetId subnet, NodeId node, Optional<Bytes> data) {
        Proposal.requireShort("attest data", data);
        Map<String, Value> arguments = subject(subnet, node);
        List<String> names = metadata.callShape(RuntimeShape.PALLET, RuntimeShape.ATTEST)
                .orElseThrow(shape::refusal)
                .argumentNames();
        arguments.put(names.get(names.size() - 1), bytes(data));
        return call(RuntimeShape.PALLET, RuntimeShape.ATTEST, arguments);
    }

    @Override
    public Bytes remark(Bytes remark) {
        requireKnown();
        return call("System", "remark_with_event", Map.of("remark", Value.of(remark.toBytes())));
    }

    private Map<String, Value> subject(SubnetId subnet, NodeId node) {
        requireKnown();
        Map<String, Value> arguments = new TreeMap<>();
        arguments.put("subnet_id", Value.of(subnet.value()));
        if (shape.dialect() == Dialect.MAIN) {
            arguments.put("subnet_node_id", Value.of(node.value()));
        }
        return arguments;
    }

    private void requireKnown() {
        if (shape.dialect() == Dialect.UNKNOWN) {
            throw shape.refusal();
        }
    }

    private Bytes call(String pallet, String name, Map<String, Value> arguments) {
        return Bytes.of(metadata.call(pallet, name, arguments));
    }

    private static Value node(Optional<NodeId> node) {
        return Value.option(node.map(id -> Value.of(id.value())));
    }

    private static Value bytes(Optional<Bytes> bytes) {
        return Value.option(bytes.map(value -> Value.of(value.toBytes())));
    }
}
