package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A row of the journal as the storage has it, before anything about it is believed.
 *
 * @param sequence position
 * @param subnet subnet of the scope
 * @param epoch epoch of the scope
 * @param block block of the scope
 * @param recordedAt milliseconds since 1970
 * @param kind number of the {@link EntryKind}
 * @param payload SCALE form of the entry
 * @param previous hash of the entry before
 * @param hash hash of this entry
 */
@SuppressWarnings("ArrayRecordComponent") // rows live for one step of a walk and are never compared
public record StoredEntry(
        long sequence,
        long subnet,
        OptionalLong epoch,
        OptionalLong block,
        long recordedAt,
        int kind,
        byte[] payload,
        byte[] previous,
        byte[] hash) {

    static StoredEntry of(LedgerRecord record) {
        EntryScope scope = record.scope();
        return new StoredEntry(
                record.sequence(),
                scope.subnet().value(),
                scope.epoch().map(e -> OptionalLong.of(e.value())).orElse(OptionalLong.empty()),
                scope.block().map(b -> OptionalLong.of(b.value())).orElse(OptionalLong.empty()),
                scope.at().toEpochMilli(),
                record.entry().kind().number(),
                record.entry().toBytes(),
                record.previous().toBytes(),
                record.hash().toBytes());
    }

    /**
     * The row as an entry.
     *
     * @throws LedgerException when a newer release wrote it, or when it is damaged
     */
    public LedgerRecord toRecord() {
        EntryKind known = EntryKind.of(kind)
                .orElseThrow(() -> new LedgerException(
                        LedgerFault.NEWER_FORMAT,
                        "Entry " + sequence + " is of kind " + kind + ", which this release does not know."));
        try {
            return new LedgerRecord(sequence, scope(), known.decode(payload), Hash256.of(previous), Hash256.of(hash));
        } catch (ScaleException | ArithmeticException | IllegalArgumentException e) {
            throw new LedgerException(
                    LedgerFault.CORRUPT, "Entry " + sequence + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * @throws ArithmeticException when a number is none that this release writes
     * @throws IllegalArgumentException when the time is none that this release writes
     */
    EntryScope scope() {
        return new EntryScope(
                SubnetId.of(subnet),
                epoch.isPresent() ? Optional.of(Epoch.of(epoch.getAsLong())) : Optional.empty(),
                block.isPresent() ? Optional.of(BlockNumber.of(block.getAsLong())) : Optional.empty(),
                Instant.ofEpochMilli(recordedAt));
    }

    boolean follows(Hash256 predecessor) {
        return Arrays.equals(previous, predecessor.toBytes());
    }

    boolean hashesTo(Hash256 expected) {
        return Arrays.equals(hash, expected.toBytes());
    }
}
