package io.subnetvalidator.chain.metadata;

import java.util.List;

/** Why the runtime refused a call that it had taken into a block. */
public sealed interface DispatchError {

    /** One line for people and for comparisons, such as {@code Network.InvalidValidator}, {@code BadOrigin} or {@code Token.Frozen}. */
    String text();

    /**
     * An error that a pallet declares.
     *
     * @param docs what the pallet says about it
     */
    record Module(int palletIndex, int errorIndex, String pallet, String name, List<String> docs)
            implements DispatchError {
        public Module {
            docs = List.copyOf(docs);
        }

        @Override
        public String text() {
            return pallet + "." + name;
        }
    }

    /** A pallet error that the metadata does not list, which means that the metadata belongs to another runtime. */
    record UnknownModule(int palletIndex, int errorIndex) implements DispatchError {
        @Override
        public String text() {
            return "Module(" + palletIndex + ")." + errorIndex;
        }
    }

    /** An error of the runtime itself, such as {@code BadOrigin}. */
    record Plain(String name) implements DispatchError {
        @Override
        public String text() {
            return name;
        }
    }

    /** An error of the runtime with a reason, such as {@code Token} with {@code FundsUnavailable}. */
    record Detailed(String name, String detail) implements DispatchError {
        @Override
        public String text() {
            return name + "." + detail;
        }
    }
}
