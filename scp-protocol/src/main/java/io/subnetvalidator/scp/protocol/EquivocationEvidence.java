package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;

/**
 * Two different batches of one validator for one epoch, each signed: nobody can deny it and nobody can forge it. The
 * validator's batches of that epoch count nowhere.
 *
 * @param first the batch with the smaller digest
 * @param second the batch with the larger digest
 */
public record EquivocationEvidence(SignedBatch first, SignedBatch second) {

    public static final int MAX_BYTES = 2 * SignedBatch.MAX_BYTES;

    /** @throws IllegalArgumentException when the two are not of one validator and epoch, are equal, or stand in the wrong order */
    public EquivocationEvidence {
        if (!first.validator().equals(second.validator())
                || !first.epoch().equals(second.epoch())
                || !first.batch().context().equals(second.batch().context())) {
            throw new IllegalArgumentException("the two batches are not of one validator and one epoch");
        }
        if (first.digest().compareTo(second.digest()) >= 0) {
            throw new IllegalArgumentException("the two batches are equal or not ordered by digest");
        }
    }

    /** Evidence from two batches in any order; empty when they are the same batch. */
    public static Optional<EquivocationEvidence> between(SignedBatch one, SignedBatch other) {
        int order = one.digest().compareTo(other.digest());
        if (order == 0) {
            return Optional.empty();
        }
        return Optional.of(order < 0 ? new EquivocationEvidence(one, other) : new EquivocationEvidence(other, one));
    }

    public NodeId validator() {
        return first.validator();
    }

    public Epoch epoch() {
        return first.epoch();
    }

    /** Whether both batches carry the signature of the validator that the roster names. */
    public boolean convicts(BatchAdmission admission, Roster roster) {
        return admission.authenticity(first, roster).isEmpty()
                && admission.authenticity(second, roster).isEmpty();
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        first.encode(out);
        second.encode(out);
        return out.toBytes();
    }

    /** @throws ScaleException when the bytes are not exactly one piece of evidence */
    public static EquivocationEvidence fromBytes(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        SignedBatch first = SignedBatch.decode(in);
        SignedBatch second = SignedBatch.decode(in);
        in.requireEnd();
        try {
            return new EquivocationEvidence(first, second);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }
}
