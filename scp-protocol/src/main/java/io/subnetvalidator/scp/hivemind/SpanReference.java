package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.util.Optional;

/**
 * What the output of a span is compared with.
 *
 * @param span the blocks, computed canonically
 * @param model root of the model they belong to
 * @param profile how far the output may stray: of class wide or strict
 */
public record SpanReference(SpanComputation span, Hash256 model, ComparisonProfile profile) {

    /** @throws IllegalArgumentException when the profile is of another class, or not for such spans of this model */
    public SpanReference {
        if (profile.kind() != NumericProfile.Kind.WIDE && profile.kind() != NumericProfile.Kind.STRICT) {
            throw new IllegalArgumentException("a server that declares no arithmetic is compared by a wide or strict"
                    + " profile, not by '" + profile.name() + "' of class " + profile.kind());
        }
        NumericProfile assumed =
                new NumericProfile(profile.kind(), NumericProfile.NumberFormat.BF16, NumericProfile.NumberFormat.BF16);
        Optional<String> unfit = profile.unfitFor(assumed, model, span.span(), span.hiddenSize());
        if (unfit.isPresent()) {
            throw new IllegalArgumentException(unfit.get());
        }
    }
}
