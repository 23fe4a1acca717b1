package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;

/**
 * Thresholds for steps of {@code fewest} to {@code most} tokens. A mean over few tokens spreads more and a maximum over many is
 * greater, so one set of thresholds cannot serve every length.
 *
 * @param deviations scale of the statistics of such steps, for the sequential test
 */
public record TokenBand(int fewest, int most, Thresholds thresholds, DeviationScale deviations) {

    /** @throws IllegalArgumentException when the band is empty or out of range */
    public TokenBand {
        if (fewest < 1 || most < fewest || most > TranscriptLimits.MAX_TOKENS) {
            throw new IllegalArgumentException("no band of token counts: " + fewest + " to " + most);
        }
    }

    public boolean covers(int tokens) {
        return tokens >= fewest && tokens <= most;
    }

    /** What bears the honest noise of both. */
    TokenBand worse(TokenBand other) {
        return new TokenBand(fewest, most, thresholds.max(other.thresholds), deviations.worse(other.deviations));
    }

    public void encode(ScaleWriter out) {
        out.u16(fewest).u16(most);
        thresholds.encode(out);
        deviations.encode(out);
    }

    public static TokenBand decode(ScaleReader in) {
        int fewest = in.u16();
        int most = in.u16();
        Thresholds thresholds = Thresholds.decode(in);
        DeviationScale deviations = DeviationScale.decode(in);
        return Decoded.value(in, () -> new TokenBand(fewest, most, thresholds, deviations));
    }
}
