package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.SubnetId;
import java.time.Instant;
import java.util.Optional;

/**
 * What an entry is about, and when it was written. The time is handed in by the writer, in whole milliseconds; it is for
 * people and never takes part in a decision.
 *
 * @param subnet the subnet concerned
 * @param epoch the subnet epoch concerned, which may lie before the one in which the entry is written
 * @param block the block at which the fact was seen
 * @param at wall-clock time, cut to milliseconds
 */
public record EntryScope(SubnetId subnet, Optional<Epoch> epoch, Optional<BlockNumber> block, Instant at) {

    /** @throws IllegalArgumentException for a time before 1970 */
    public EntryScope {
        if (at.toEpochMilli() < 0) {
            throw new IllegalArgumentException("the time of an entry lies after 1970, not at " + at);
        }
        at = Instant.ofEpochMilli(at.toEpochMilli());
    }

    /** About an epoch, seen at a block. */
    public static EntryScope of(SubnetId subnet, Epoch epoch, BlockNumber block, Instant at) {
        return new EntryScope(subnet, Optional.of(epoch), Optional.of(block), at);
    }

    /** About an epoch, tied to no block. */
    public static EntryScope of(SubnetId subnet, Epoch epoch, Instant at) {
        return new EntryScope(subnet, Optional.of(epoch), Optional.empty(), at);
    }

    /** About no epoch, as what an operator does. */
    public static EntryScope of(SubnetId subnet, Instant at) {
        return new EntryScope(subnet, Optional.empty(), Optional.empty(), at);
    }

    public void encode(ScaleWriter out) {
        out.u32(subnet.value());
        out.option(epoch, (w, e) -> w.u32(e.value()));
        out.option(block, (w, b) -> w.u32(b.value()));
        out.u64(at.toEpochMilli());
    }
}
