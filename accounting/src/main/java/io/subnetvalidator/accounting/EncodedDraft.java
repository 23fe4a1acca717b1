package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Hash256;
import java.util.ArrayList;
import java.util.List;

/**
 * A draft with its bytes, so that everything that can be wrong with it shows before it meets the storage.
 *
 * @param scope what it is about
 * @param entry the entry
 * @param payload its SCALE form
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the encoder to the storage and never compared
public record EncodedDraft(EntryScope scope, LedgerEntry entry, byte[] payload) {

    /** Largest sum of payloads in one batch. */
    public static final int MAX_BATCH_BYTES = 64 << 20;

    /**
     * Encodes a batch.
     *
     * @throws IllegalArgumentException as {@link Ledger#append} says
     */
    public static List<EncodedDraft> encode(List<LedgerDraft> drafts) {
        if (drafts.size() > Ledger.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "a batch has at most " + Ledger.MAX_BATCH + " entries, not " + drafts.size());
        }
        List<EncodedDraft> encoded = new ArrayList<>(drafts.size());
        long total = 0;
        for (LedgerDraft draft : drafts) {
            if (draft.entry() instanceof LedgerOpened) {
                throw new IllegalArgumentException("a ledger is bound to its owner once, by entry 0");
            }
            EncodedDraft one = of(draft);
            total += one.payload.length;
            if (total > MAX_BATCH_BYTES) {
                throw new IllegalArgumentException("a batch holds at most " + MAX_BATCH_BYTES + " bytes");
            }
            encoded.add(one);
        }
        return encoded;
    }

    /** @throws IllegalArgumentException when the entry is larger than {@link LedgerEntry#MAX_PAYLOAD} */
    public static EncodedDraft of(LedgerDraft draft) {
        byte[] payload = draft.entry().toBytes();
        if (payload.length > LedgerEntry.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "an entry of kind " + draft.entry().kind() + " has at most " + LedgerEntry.MAX_PAYLOAD
                            + " bytes, not " + payload.length);
        }
        return new EncodedDraft(draft.scope(), draft.entry(), payload);
    }

    /** The record this draft becomes behind the given entry. */
    public LedgerRecord at(long sequence, Hash256 previous) {
        Hash256 hash = LedgerHash.of(previous, sequence, scope, entry.kind().number(), payload);
        return new LedgerRecord(sequence, scope, entry, previous, hash);
    }
}
