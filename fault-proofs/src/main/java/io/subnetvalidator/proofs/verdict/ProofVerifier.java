package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.model.ModelException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Re-executes fault proofs. Pure: the same proof, model, profiles and scope give the same result everywhere, without a network,
 * a chain or a clock.
 *
 * @param profiles comparison profiles that are accepted
 * @param model the model at hand, if any
 * @param scope where proofs have to be from
 */
public record ProofVerifier(KnownProfiles profiles, Optional<ModelUnderTest> model, ProofScope scope) {

    private static final int VERSION_BYTES = 2;

    /** Accepts exact proofs from anywhere. */
    public static ProofVerifier of(ModelUnderTest model) {
        return new ProofVerifier(KnownProfiles.builtIn(), Optional.of(model), ProofScope.ANYWHERE);
    }

    /** Checks a proof from its bytes, whatever they are. */
    public ProofCheck verify(byte[] bytes) {
        if (isOfOtherVersion(bytes)) {
            return new ProofCheck.Undecidable("the proof is of a format version that this build does not know");
        }
        try {
            return verify(FaultProof.fromBytes(bytes));
        } catch (ScaleException e) {
            return new ProofCheck.Inadmissible("not a fault proof: " + e.getMessage());
        }
    }

    public ProofCheck verify(FaultProof proof) {
        Optional<String> elsewhere = scope.excludes(proof);
        if (elsewhere.isPresent()) {
            return new ProofCheck.Inadmissible(elsewhere.get());
        }
        if (!proof.isSignedByAuthor()) {
            return new ProofCheck.Invalid("the proof is not signed by its author " + proof.author());
        }
        if (proof.transcript().steps().size() != proof.claim().step() + 1) {
            return new ProofCheck.Inadmissible("the transcript does not end with the faulty step "
                    + proof.claim().step());
        }
        if (!proof.kernel().equals(Verdicts.KERNEL) || !proof.program().equals(Verdicts.PROGRAM)) {
            return new ProofCheck.Undecidable("the proof was made by verdict program " + proof.program() + " on kernel "
                    + proof.kernel() + ", this build has " + Verdicts.PROGRAM + " on " + Verdicts.KERNEL);
        }
        Optional<ComparisonProfile> profile = profiles.find(proof.profileDigest());
        if (profile.isEmpty()) {
            return new ProofCheck.Undecidable("comparison profile " + proof.profileDigest() + " is not at hand");
        }
        if (model.isEmpty()) {
            return new ProofCheck.Undecidable(
                    "model " + proof.terms().modelRoot() + " is not at hand; name its directory");
        }
        try {
            return compare(proof, Verdicts.judge(model.get(), profile.get(), proof.announcement(), proof.transcript()));
        } catch (ModelException e) {
            return new ProofCheck.Undecidable("the model at hand cannot be read: " + e.getMessage());
        }
    }

    private static ProofCheck compare(FaultProof proof, Verdict verdict) {
        if (verdict instanceof Verdict.Inadmissible inadmissible) {
            return switch (inadmissible.reason()) {
                case BAD_SIGNATURE -> new ProofCheck.Invalid("forged: " + inadmissible.detail());
                case WRONG_MODEL -> new ProofCheck.Undecidable(inadmissible.detail());
                default -> new ProofCheck.Inadmissible(inadmissible.detail());
            };
        }
        if (!(verdict instanceof Verdict.Fault fault)) {
            return new ProofCheck.Invalid("the node did right: every answer is what its declared arithmetic gives");
        }
        return sameBits(fault, proof.claim())
                ? new ProofCheck.Valid(proof)
                : new ProofCheck.Invalid("the author claims " + proof.claim() + ", the verdict is " + fault);
    }

    /** Record equality of doubles is equality of bits but for NaN, which a verdict never holds. */
    private static boolean sameBits(Verdict.Fault verdict, Verdict.Fault claim) {
        return verdict.equals(claim);
    }

    private static boolean isOfOtherVersion(byte[] bytes) {
        int header = FaultProof.MAGIC.length + VERSION_BYTES;
        return bytes.length >= header
                && Arrays.equals(bytes, 0, FaultProof.MAGIC.length, FaultProof.MAGIC, 0, FaultProof.MAGIC.length)
                && new ScaleReader(bytes, FaultProof.MAGIC.length, header).u16() != FaultProof.VERSION;
    }
}
