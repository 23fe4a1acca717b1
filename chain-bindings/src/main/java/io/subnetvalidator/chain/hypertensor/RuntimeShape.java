package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.extrinsic.ExtrinsicFormat;
import io.subnetvalidator.chain.metadata.CallShape;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.MetadataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of a runtime and the evidence for it.
 *
 * <p>Only names and types of call arguments count. Version numbers are equal on both known runtimes, and call index 65 is
 * {@code propose_attestation} on one and a stake swap on the other (chain reference, sections 1.1, 10 and 11.2).
 *
 * @param found the consensus calls as the metadata has them, for messages
 */
record RuntimeShape(Dialect dialect, String found) {

    static final String PALLET = "Network";
    static final String PROPOSE = "propose_attestation";
    static final String ATTEST = "attest";
    private static final String REGISTER_VALIDATOR = "register_validator";

    private static final List<Argument> PROPOSE_TAIL = List.of(
            new Argument(List.of("data"), "Vec<{subnet_node_id: u32, score: u128}>"),
            new Argument(List.of("prioritize_queue_node_id"), "Option<u32>"),
            new Argument(List.of("remove_queue_node_id"), "Option<u32>"),
            new Argument(List.of("args"), "Option<Vec<u8>>"),
            new Argument(List.of("attest_data"), "Option<Vec<u8>>"));
    private static final List<Argument> ATTEST_TAIL =
            List.of(new Argument(List.of("attest_data", "data"), "Option<Vec<u8>>"));
    private static final Argument SUBNET = new Argument(List.of("subnet_id"), "u32");
    private static final Argument NODE = new Argument(List.of("subnet_node_id"), "u32");

    /** An expected argument and the names under which it is known. */
    private record Argument(List<String> names, String shape) {
        boolean matches(CallShape.Argument argument) {
            return names.contains(argument.name()) && shape.equals(argument.shape());
        }
    }

    static RuntimeShape of(Metadata metadata) {
        Optional<CallShape> propose = metadata.callShape(PALLET, PROPOSE);
        Optional<CallShape> attest = metadata.callShape(PALLET, ATTEST);
        boolean validators = metadata.callShape(PALLET, REGISTER_VALIDATOR).isPresent();
        String found = text(PROPOSE, propose) + ", " + text(ATTEST, attest) + ", " + (validators ? "with " : "without ")
                + REGISTER_VALIDATOR + format(metadata);
        return new RuntimeShape(dialect(metadata, propose, attest, validators), found);
    }

    private static Dialect dialect(
            Metadata metadata, Optional<CallShape> propose, Optional<CallShape> attest, boolean validators) {
        if (!format(metadata).isEmpty()) {
            return Dialect.UNKNOWN;
        }
        if (!validators
                && matches(propose, List.of(SUBNET), PROPOSE_TAIL)
                && matches(attest, List.of(SUBNET), ATTEST_TAIL)) {
            return Dialect.HOSKINSON;
        }
        if (validators
                && matches(propose, List.of(SUBNET, NODE), PROPOSE_TAIL)
                && matches(attest, List.of(SUBNET, NODE), ATTEST_TAIL)) {
            return Dialect.MAIN;
        }
        return Dialect.UNKNOWN;
    }

    private static boolean matches(Optional<CallShape> call, List<Argument> head, List<Argument> tail) {
        List<Argument> expected = new ArrayList<>(head);
        expected.addAll(tail);
        List<CallShape.Argument> actual = call.map(CallShape::arguments).orElse(List.of());
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < actual.size(); i++) {
            if (!expected.get(i).matches(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What is unknown about the extrinsic format; empty when nothing is. */
    private static String format(Metadata metadata) {
        try {
            ExtrinsicFormat.requireSupported(metadata);
            return "";
        } catch (MetadataException e) {
            return "; " + e.getMessage();
        }
    }

    private static String text(String name, Optional<CallShape> call) {
        return call.map(shape -> name + shape.signature()).orElse("no " + name);
    }

    /** The refusal to build or sign anything for an unknown runtime. */
    UnknownRuntimeException refusal() {
        return new UnknownRuntimeException(
                "the runtime of this chain has no known shape, so it is watched only and nothing "
                        + "is signed for it; found " + found + "; a newer version of this software may know it");
    }
}
