package io.subnetvalidator.core.devnet;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.InputProvenance.Seeded;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Comparison profiles for a development network, calibrated with few probes; a subnet that pays calibrates with thousands. */
final class QuickProfiles {

    private static final int SCALE_PROBES = 120;
    private static final int THRESHOLD_PROBES = 500;
    private static final long SEED = 1;

    private QuickProfiles() {}

    /** One profile for each length of span. */
    static List<ComparisonProfile> of(ReferenceModel model, NumericProfile declared, Collection<BlockSpan> spans) {
        return spans.stream()
                .map(BlockSpan::count)
                .distinct()
                .sorted()
                .map(depth -> of(model, declared, depth))
                .toList();
    }

    private static ComparisonProfile of(ReferenceModel model, NumericProfile declared, int depth) {
        return new Calibration(
                        "devnet-" + depth,
                        declared,
                        Optional.of(model.root()),
                        model.hiddenSize(),
                        depth,
                        new Calibration.Effort(
                                List.of(new Calibration.Lengths(Seeded.FEWEST_TOKENS, Seeded.MOST_TOKENS)),
                                SCALE_PROBES,
                                THRESHOLD_PROBES,
                                new Guarantee(0.01, 0.99),
                                SequentialPlan.DEFAULT))
                .run(EmulatedProbes.of(model, declared, depth, SEED));
    }
}
