package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The constants of the comparison for one declared class of arithmetic; its digest is part of every verdict.
 *
 * @param name for people
 * @param kind declared class it judges
 * @param rounding declared rounding points it judges, for {@code MATCHED} alone
 * @param modelRoot model it was calibrated on; empty for any
 * @param depth number of blocks of the spans it was calibrated on; 0 for any
 * @param whitening noise scales
 * @param bands thresholds by token count, ascending and disjoint; empty for {@code EXACT}, which needs none
 * @param guarantee what the thresholds promise
 * @param sequential how several steps combine
 * @param maxInputRms greatest root mean square of one input row that honest noise was measured for
 */
public record ComparisonProfile(
        String name,
        NumericProfile.Kind kind,
        NumericProfile.RoundingPoints rounding,
        Optional<Hash256> modelRoot,
        int depth,
        Whitening whitening,
        List<TokenBand> bands,
        Guarantee guarantee,
        SequentialPlan sequential,
        double maxInputRms) {

    private static final String DOMAIN = "hypertensor-scp/1/comparison-profile";
    private static final byte[] MAGIC = "HTCP".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_BANDS = 32;

    /** Largest canonical form in bytes, all channels at the greatest hidden size included. */
    public static final int MAX_BYTES = 1 << 20;

    /**
     * Bit equality with the canonical computation, for any model and span. Its noise scale of one bf16 step only serves to tell
     * people how far an output is off.
     */
    public static final ComparisonProfile EXACT = new ComparisonProfile(
            "exact",
            NumericProfile.Kind.EXACT,
            NumericProfile.RoundingPoints.UNDECLARED,
            Optional.empty(),
            0,
            Whitening.scalar(0x1p-8),
            List.of(),
            Guarantee.DEFAULT,
            SequentialPlan.DEFAULT,
            Float.MAX_VALUE);

    /** @throws IllegalArgumentException when a constant is out of range or bands overlap */
    public ComparisonProfile {
        bands = List.copyOf(bands);
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a profile name has 1 to " + MAX_NAME_BYTES + " bytes: '" + name + "'");
        }
        if (depth < 0 || depth > BlockSpan.MAX_BLOCKS) {
            throw new IllegalArgumentException("no span has a depth of " + depth);
        }
        if (bands.size() > MAX_BANDS || bands.isEmpty() != (kind == NumericProfile.Kind.EXACT)) {
            throw new IllegalArgumentException("profile '" + name + "' needs 1 to " + MAX_BANDS
                    + " bands of thresholds unless it is exact, not " + bands.size());
        }
        for (int i = 1; i < bands.size(); i++) {
            if (bands.get(i).fewest() <= bands.get(i - 1).most()) {
                throw new IllegalArgumentException("bands of profile '" + name + "' overlap or are out of order");
            }
        }
        if ((kind == NumericProfile.Kind.MATCHED) == (rounding == NumericProfile.RoundingPoints.UNDECLARED)) {
            throw new IllegalArgumentException(
                    "profile '" + name + "' is " + kind + ", which does not go with rounding points " + rounding);
        }
        Finite.requirePositive(maxInputRms, "greatest input norm");
    }

    /** Why this profile cannot judge such a session; empty when it can. */
    public Optional<String> unfitFor(NumericProfile declared, Hash256 model, BlockSpan span, int hidden) {
        if (declared.kind() != kind) {
            return Optional.of("the node declares " + declared.kind() + ", profile '" + name + "' judges " + kind);
        }
        if (declared.rounding() != rounding) {
            return Optional.of("the node declares rounding points " + declared.rounding() + ", profile '" + name
                    + "' judges " + rounding);
        }
        if (modelRoot.isPresent() && !modelRoot.get().equals(model)) {
            return Optional.of("profile '" + name + "' was calibrated on model "
                    + modelRoot.get().shortText() + ", not on " + model.shortText());
        }
        if (depth != 0 && depth != span.count()) {
            return Optional.of(
                    "profile '" + name + "' was calibrated on spans of " + depth + " blocks, not " + span.count());
        }
        if (!whitening.fits(hidden)) {
            return Optional.of("profile '" + name + "' has noise scales for another hidden size than " + hidden);
        }
        return Optional.empty();
    }

    /** Thresholds for steps of this many tokens; empty when the profile was not calibrated for them. */
    public Optional<Thresholds> thresholds(int tokens) {
        return band(tokens).map(TokenBand::thresholds);
    }

    /** The band of this many tokens; empty when the profile was not calibrated for them. */
    public Optional<TokenBand> band(int tokens) {
        return bands.stream().filter(band -> band.covers(tokens)).findFirst();
    }

    /** Names this profile in verdicts and proofs. */
    public Hash256 digest() {
        return Blake2b.domainHash(DOMAIN, toBytes());
    }

    /** The canonical bytes, which are also the file. */
    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        out.raw(MAGIC).u16(VERSION).string(name).u8(kind.code()).u8(rounding.code());
        out.option(modelRoot, (hash, root) -> hash.raw(root.toBytes())).u16(depth);
        whitening.encode(out);
        out.vec(bands, (item, band) -> band.encode(item));
        out.f64Bits(guarantee.alpha()).f64Bits(guarantee.confidence());
        sequential.encode(out);
        return out.f64Bits(maxInputRms).toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no profile of this version */
    public static ComparisonProfile fromBytes(byte[] bytes) {
        return Decoded.all(bytes, ComparisonProfile::decode);
    }

    private static ComparisonProfile decode(ScaleReader in) {
        if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
            throw in.error("not a comparison profile");
        }
        int version = in.u16();
        if (version != VERSION) {
            throw in.error("a comparison profile of version " + version + " is not known, only " + VERSION);
        }
        String name = in.string(MAX_NAME_BYTES);
        NumericProfile.Kind kind = Decoded.member(in, NumericProfile.Kind.class);
        NumericProfile.RoundingPoints rounding = Decoded.member(in, NumericProfile.RoundingPoints.class);
        Optional<Hash256> root = in.option(Decoded::hash);
        int depth = in.u16();
        Whitening whitening = Whitening.decode(in);
        List<TokenBand> bands = in.vec(MAX_BANDS, TokenBand::decode);
        double alpha = in.f64Bits();
        double confidence = in.f64Bits();
        SequentialPlan sequential = SequentialPlan.decode(in);
        double maxInputRms = in.f64Bits();
        return Decoded.value(
                in,
                () -> new ComparisonProfile(
                        name,
                        kind,
                        rounding,
                        root,
                        depth,
                        whitening,
                        bands,
                        new Guarantee(alpha, confidence),
                        sequential,
                        maxInputRms));
    }
}
