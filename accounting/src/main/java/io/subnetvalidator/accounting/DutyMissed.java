package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * Something that this node should have done was not done, or was left undone on purpose.
 *
 * @param duty the duty: probe, commit, reveal, propose, attest
 * @param cause code of the cause
 * @param detail why, with the numbers, in one sentence
 */
public record DutyMissed(String duty, String cause, String detail) implements LedgerEntry {

    public DutyMissed {
        duty = EntryText.clip(duty);
        cause = EntryText.clip(cause);
        detail = EntryText.clip(detail);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.DUTY_MISSED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.string(duty);
        out.string(cause);
        out.string(detail);
    }

    static DutyMissed decode(ScaleReader in) {
        return new DutyMissed(EntryText.read(in), EntryText.read(in), EntryText.read(in));
    }
}
