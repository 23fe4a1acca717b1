package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.model.ModelException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

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
        if (proof.charge() instanceof WrongComputation charge) {
            return verify(proof, charge);
        }
        if (proof.charge() instanceof SequentialDeviation charge) {
            return verify(proof, charge);
        }
        Optional<Verdict.Inadmissible> unproven = ((WeightlessCharge) proof.charge()).unproven();
        return unproven.map(ProofVerifier::refusal).orElseGet(() -> new ProofCheck.Valid(proof));
    }

    private ProofCheck verify(FaultProof proof, WrongComputation charge) {
        if (charge.claim().kind().isOfNoise()) {
            return refusal(new Verdict.Inadmissible(
                    Verdict.Reason.ONE_PROBE_ONLY,
                    "one step with " + charge.claim().kind() + " convicts nobody; several sessions do together"));
        }
        return otherProgram(charge.kernel(), charge.program(), Verdicts.PROGRAM)
                .orElseGet(() -> execute(
                        charge,
                        charge.profile(),
                        (hand, profile) ->
                                compare(proof, charge.claim(), Verdicts.judge(hand, profile, charge.evidence()))));
    }

    private ProofCheck verify(FaultProof proof, SequentialDeviation charge) {
        if (!proof.author().equals(charge.terms().requester())) {
            return refusal(new Verdict.Inadmissible(
                    Verdict.Reason.ANOTHER_AUTHOR,
                    "the author " + proof.author() + " is not the requester of the sessions, "
                            + charge.terms().requester()));
        }
        return otherProgram(charge.kernel(), charge.program(), SeriesVerdicts.PROGRAM)
                .orElseGet(() -> execute(
                        charge,
                        charge.profile(),
                        (hand, profile) ->
                                compare(proof, charge.claim(), SeriesVerdicts.judge(hand, profile, charge.series()))));
    }

    private static Optional<ProofCheck> otherProgram(String kernel, String program, String own) {
        return kernel.equals(Verdicts.KERNEL) && program.equals(own)
                ? Optional.empty()
                : Optional.of(new ProofCheck.Undecidable("the proof was made by verdict program " + program
                        + " on kernel " + kernel + ", this build has " + own + " on " + Verdicts.KERNEL));
    }

    private ProofCheck execute(
            Charge charge, Hash256 digest, BiFunction<ModelUnderTest, ComparisonProfile, ProofCheck> check) {
        Optional<ComparisonProfile> profile = profiles.find(digest);
        if (profile.isEmpty()) {
            return new ProofCheck.Undecidable("comparison profile " + digest + " is not at hand");
        }
        if (model.isEmpty()) {
            return new ProofCheck.Undecidable(
                    "model " + charge.terms().modelRoot() + " is not at hand; name its directory");
        }
        try {
            return check.apply(model.get(), profile.get());
        } catch (ModelException e) {
            return new ProofCheck.Undecidable("the model at hand cannot be read: " + e.getMessage());
        }
    }

    private static ProofCheck compare(FaultProof proof, Verdict.Fault claim, Verdict verdict) {
        if (verdict instanceof Verdict.Inadmissible inadmissible) {
            return refusal(inadmissible);
        }
        if (!(verdict instanceof Verdict.Fault fault)) {
            return new ProofCheck.Invalid("the node did right: what is shown is what its declared arithmetic gives");
        }
        return sameBits(fault, claim)
                ? new ProofCheck.Valid(proof)
                : new ProofCheck.Invalid("the author claims " + claim + ", the verdict is " + fault);
    }

    private static ProofCheck compare(FaultProof proof, SeriesVerdict.Reached claim, SeriesVerdict verdict) {
        if (verdict instanceof SeriesVerdict.Refused refused) {
            return refusal(refused.why());
        }
        return verdict.equals(claim)
                ? new ProofCheck.Valid(proof)
                : new ProofCheck.Invalid("the author claims " + claim + ", the verdict is " + verdict);
    }

    private static ProofCheck refusal(Verdict.Inadmissible refused) {
        return switch (refused.reason()) {
            case BAD_SIGNATURE, ANOTHER_CHALLENGE, OTHER_ROWS -> new ProofCheck.Invalid("forged: " + refused.detail());
            case NO_CONTRADICTION -> new ProofCheck.Invalid("the accused did right: " + refused.detail());
            case WRONG_MODEL -> new ProofCheck.Undecidable(refused.detail());
            default -> new ProofCheck.Inadmissible(refused.detail());
        };
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
