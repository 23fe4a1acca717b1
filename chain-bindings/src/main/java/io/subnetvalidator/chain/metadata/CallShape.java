package io.subnetvalidator.chain.metadata;

import java.util.List;

/** What a call looks like in this runtime: how dialects of one version number are told apart. */
public record CallShape(String pallet, String name, int palletIndex, int callIndex, List<Argument> arguments) {

    /**
     * An argument.
     *
     * @param typeName the type by its names, such as {@code Vec<SubnetNodeConsensusData>}
     * @param shape the type by what it encodes to, such as {@code Vec<{subnet_node_id: u32, score: u128}>}
     */
    public record Argument(String name, String typeName, String shape) {}

    public CallShape {
        arguments = List.copyOf(arguments);
    }

    public List<String> argumentNames() {
        return arguments.stream().map(Argument::name).toList();
    }

    /** The arguments as {@code (name: shape, ...)}. */
    public String signature() {
        StringBuilder text = new StringBuilder("(");
        for (Argument argument : arguments) {
            text.append(text.length() > 1 ? ", " : "")
                    .append(argument.name())
                    .append(": ")
                    .append(argument.shape());
        }
        return text.append(')').toString();
    }
}
