package io.subnetvalidator.chain.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call with its arguments by name.
 *
 * @param palletIndex first byte of the encoded call
 * @param callIndex second byte
 */
public record DecodedCall(int palletIndex, int callIndex, String pallet, String name, Map<String, Value> arguments) {

    public DecodedCall {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** @throws ValueException when the call has no such argument */
    public Value argument(String argument) {
        return Value.struct(arguments).field(argument);
    }

    /** Such as {@code Network.attest}. */
    public String qualifiedName() {
        return pallet + "." + name;
    }
}
