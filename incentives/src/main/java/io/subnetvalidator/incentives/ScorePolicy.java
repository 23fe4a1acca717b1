package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Ratio;

/**
 * Constants of the score rule. Validators of a subnet run the same policy; its digest is in every proposal.
 *
 * @param version version of the rule itself, {@value #RULE_VERSION}
 * @param minProbes probes that a validator must have sent to a node for its view of the node to count, 1 to 1,000,000
 * @param minUptime share of probes that a node must answer in time to be listed, 0 to 1
 * @param minSpeed lower bound of the speed factor, 0 to {@code maxSpeed}
 * @param maxSpeed upper bound of the speed factor, at most 10, which keeps intermediates within 256 bits
 */
public record ScorePolicy(int version, long minProbes, Ratio minUptime, Ratio minSpeed, Ratio maxSpeed) {

    /** The rule that {@link ScoreRule} implements. */
    public static final int RULE_VERSION = 1;

    /** Power of uptime in the score; part of the rule, so not a setting. */
    public static final int UPTIME_EXPONENT = 2;

    public static final long MAX_MIN_PROBES = 1_000_000;

    public static final Ratio MAX_SPEED_LIMIT = Ratio.percent(1000);

    /** What a subnet runs that has no policy file. */
    public static final ScorePolicy DEFAULT =
            new ScorePolicy(RULE_VERSION, 4, Ratio.percent(50), Ratio.percent(50), Ratio.percent(150));

    private static final String DOMAIN = "hypertensor-scp/1/policy";

    /** @throws IllegalArgumentException naming the field that is out of range */
    public ScorePolicy {
        require(version == RULE_VERSION, "version", "must be " + RULE_VERSION + ", the rule of this release");
        require(minProbes >= 1 && minProbes <= MAX_MIN_PROBES, "min_probes", "must be 1 to " + MAX_MIN_PROBES);
        require(minUptime.compareTo(Ratio.ONE) <= 0, "min_uptime", "must be 0 to 1");
        require(
                !maxSpeed.isZero() && maxSpeed.compareTo(MAX_SPEED_LIMIT) <= 0,
                "speed.max",
                "must be above 0, at most 10");
        require(minSpeed.compareTo(maxSpeed) <= 0, "speed.min", "must not be above speed.max");
    }

    /** Canonical SCALE bytes. */
    public byte[] toBytes() {
        return new ScaleWriter()
                .u16(version)
                .u32(minProbes)
                .u128(minUptime.value())
                .u128(minSpeed.value())
                .u128(maxSpeed.value())
                .u8(UPTIME_EXPONENT)
                .toBytes();
    }

    public Hash256 digest() {
        return Blake2b.domainHash(DOMAIN, toBytes());
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(field + " " + rule);
        }
    }
}
