package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The comparison profiles that a verifier accepts, by digest. The author of a proof chooses among these, so only profiles that
 * the subnet's policy names belong here.
 */
public record KnownProfiles(Map<Hash256, ComparisonProfile> byDigest) {

    public KnownProfiles {
        byDigest = Map.copyOf(byDigest);
    }

    /** The profile that needs no calibration: bit equality. */
    public static KnownProfiles builtIn() {
        return new KnownProfiles(Map.of(ComparisonProfile.EXACT.digest(), ComparisonProfile.EXACT));
    }

    public KnownProfiles with(ComparisonProfile profile) {
        Map<Hash256, ComparisonProfile> more = new HashMap<>(byDigest);
        more.put(profile.digest(), profile);
        return new KnownProfiles(more);
    }

    /** A profile that judges such spans of a node with this announcement. */
    public Optional<ComparisonProfile> judging(SpanAnnouncement announced) {
        return byDigest.values().stream()
                .filter(profile -> profile.unfitFor(
                                announced.profile(), announced.modelRoot(), announced.span(), announced.hiddenSize())
                        .isEmpty())
                .min(Comparator.comparing(ComparisonProfile::digest));
    }

    public Optional<ComparisonProfile> find(Hash256 digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }
}
