package io.subnetvalidator.scp.journal;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.protocol.Duty;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last thing signed for every duty, and the rule that keeps a validator from signing two different things: a duty moves
 * to later epochs only, and within an epoch only the same bytes may be signed again.
 */
public record SigningRecord(Map<Duty, Signed> last) {

    public static final SigningRecord EMPTY = new SigningRecord(Map.of());

    /**
     * @param epoch epoch of the duty
     * @param digest digest of what was signed
     */
    public record Signed(Epoch epoch, Hash256 digest) {}

    /** Answer to a request to sign. */
    public sealed interface Decision {
        /** Not signed before: write the next record, then sign. */
        record Fresh(SigningRecord next) implements Decision {}

        /** Exactly these bytes were signed before and may be signed again. */
        record Again() implements Decision {}

        /** Must not be signed. */
        record Refused(Signed earlier, String reason) implements Decision {}
    }

    public SigningRecord {
        Map<Duty, Signed> copy = new EnumMap<>(Duty.class);
        copy.putAll(last);
        last = Collections.unmodifiableMap(copy);
    }

    public Decision maySign(Duty duty, Epoch epoch, Hash256 digest) {
        Signed earlier = last.get(duty);
        if (earlier == null || epoch.compareTo(earlier.epoch()) > 0) {
            return new Decision.Fresh(with(duty, new Signed(epoch, digest)));
        }
        if (epoch.compareTo(earlier.epoch()) < 0) {
            return new Decision.Refused(
                    earlier,
                    "epoch " + epoch + " is before epoch " + earlier.epoch() + ", for which a " + name(duty)
                            + " is already signed");
        }
        if (!digest.equals(earlier.digest())) {
            return new Decision.Refused(
                    earlier,
                    "another " + name(duty) + " of epoch " + epoch + " is already signed: " + earlier.digest()
                            + ", not " + digest);
        }
        return new Decision.Again();
    }

    public Optional<Signed> last(Duty duty) {
        return Optional.ofNullable(last.get(duty));
    }

    private SigningRecord with(Duty duty, Signed signed) {
        Map<Duty, Signed> next = new EnumMap<>(Duty.class);
        next.putAll(last);
        next.put(duty, signed);
        return new SigningRecord(next);
    }

    private static String name(Duty duty) {
        return switch (duty) {
            case BATCH -> "batch";
            case PROPOSAL -> "proposal";
            case ATTESTATION -> "attestation";
        };
    }
}
