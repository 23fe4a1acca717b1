package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answers of a node with tolerant arithmetic are further from the reference than honest noise, over all sessions of the author
 * in one epoch together. Complete but for the model's weights. The last step shown is the one that convicts.
 *
 * @param kernel arithmetic of the reference that the author used
 * @param program verdict program that the author used
 * @param profile digest of the comparison profile that the author used
 * @param claim the author's verdict about exactly these sessions
 */
public record SequentialDeviation(
        String kernel, String program, Hash256 profile, Series series, SeriesVerdict.Reached claim) implements Charge {

    static final int CODE = 5;

    private static final int MAX_NAME_BYTES = 64;

    /** @throws IllegalArgumentException when the claim is no conviction, or the series goes on behind it */
    public SequentialDeviation {
        if (!claim.convicts()) {
            throw new IllegalArgumentException("a test that stands at " + claim.test() + " convicts nobody");
        }
        if (!series.endsWith(claim.steps())) {
            throw new IllegalArgumentException("the series does not end with step " + claim.steps());
        }
    }

    /**
     * The charge that sessions make together; empty when they do not convict.
     *
     * @param series all sessions of the author at the node in the epoch so far
     */
    public static Optional<SequentialDeviation> of(ModelUnderTest model, ComparisonProfile profile, Series series) {
        return SeriesVerdicts.judge(model, profile, series) instanceof SeriesVerdict.Reached reached
                        && reached.convicts()
                ? Optional.of(new SequentialDeviation(
                        Verdicts.KERNEL,
                        SeriesVerdicts.PROGRAM,
                        profile.digest(),
                        series.upTo(reached.steps()),
                        reached))
                : Optional.empty();
    }

    @Override
    public SessionTerms terms() {
        return series.terms();
    }

    @Override
    public Optional<NodeId> node() {
        return Optional.of(series.announcement().announcement().node());
    }

    @Override
    public PeerId accused() {
        return terms().server();
    }

    @Override
    public List<Assumption> assumptions() {
        List<Assumption> all =
                new ArrayList<>(List.of(registered(), new Assumption.Validates(terms().epoch(), terms().requester())));
        series.judged()
                .flatMap(evidence -> evidence.assumedBlocks().stream())
                .distinct()
                .forEach(all::add);
        return all;
    }

    @Override
    public String reason() {
        return "SEQUENTIAL_DEVIATION";
    }

    @Override
    public String text() {
        return reason() + " over " + claim.steps() + " steps in "
                + series.sessions().size() + " sessions";
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.string(kernel).string(program).raw(profile.toBytes());
        series.encode(out);
        claim.encode(out);
    }

    static SequentialDeviation decode(ScaleReader in) {
        String kernel = in.string(MAX_NAME_BYTES);
        String program = in.string(MAX_NAME_BYTES);
        Hash256 profile = Decoded.hash(in);
        Series series = Series.decode(in);
        SeriesVerdict.Reached claim = SeriesVerdict.Reached.decode(in);
        return Decoded.value(in, () -> new SequentialDeviation(kernel, program, profile, series, claim));
    }
}
