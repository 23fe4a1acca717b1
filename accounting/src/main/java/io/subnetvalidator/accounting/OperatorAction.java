package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * A person did something to the service.
 *
 * @param operator who
 * @param action what
 * @param detail with which values
 */
public record OperatorAction(String operator, String action, String detail) implements LedgerEntry {

    public OperatorAction {
        operator = EntryText.clip(operator);
        action = EntryText.clip(action);
        detail = EntryText.clip(detail);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.OPERATOR_ACTION;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.string(operator);
        out.string(action);
        out.string(detail);
    }

    static OperatorAction decode(ScaleReader in) {
        return new OperatorAction(EntryText.read(in), EntryText.read(in), EntryText.read(in));
    }
}
