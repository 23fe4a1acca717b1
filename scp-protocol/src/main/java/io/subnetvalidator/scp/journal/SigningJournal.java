package io.subnetvalidator.scp.journal;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.protocol.Duty;
import java.util.Locale;
import java.util.Optional;

/**
 * Asked before every signature. When {@link #release} returns, what is about to be signed is on disk for good; when it
 * throws, nothing may be signed.
 */
public interface SigningJournal extends AutoCloseable {

    /**
     * Allows one signature, or the same one again.
     *
     * @param digest digest of what the duty says, without nonce, era or tip, so that it may be sent again
     * @throws JournalException when something else was signed for the epoch or a later one, or the journal cannot be written
     */
    void release(Duty duty, Epoch epoch, Hash256 digest);

    /** The last thing signed for a duty. */
    Optional<SigningRecord.Signed> last(Duty duty);

    /**
     * Compares the journal with what the chain shows of this node.
     *
     * @throws JournalException when the chain shows a duty of a later epoch than the journal: the journal is an older copy, or
     *     somebody else signs with this key
     */
    default void requireAtLeast(Duty duty, Epoch onChain) {
        Optional<Epoch> known = last(duty).map(SigningRecord.Signed::epoch);
        if (known.isEmpty() || known.get().compareTo(onChain) < 0) {
            throw new JournalException(
                    JournalException.Fault.OLDER,
                    "the chain shows a " + duty.name().toLowerCase(Locale.ROOT) + " of epoch " + onChain
                            + ", the journal ends at "
                            + known.map(epoch -> "epoch " + epoch).orElse("none"));
        }
    }

    @Override
    void close();
}
