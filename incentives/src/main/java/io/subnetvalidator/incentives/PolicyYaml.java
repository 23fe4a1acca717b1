package io.subnetvalidator.incentives;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.subnetvalidator.chain.types.Ratio;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The YAML form of a {@link ScorePolicy}:
 *
 * <pre>
 * version: 1
 * min_probes: 4
 * min_uptime: 0.5
 * speed:
 *   min: 0.5
 *   max: 1.5
 * </pre>
 *
 * {@code version} is required; what is left out has the value of {@link ScorePolicy#DEFAULT}. Ratios are decimals with at
 * most 18 places and are read exactly.
 */
public final class PolicyYaml {

    /** Longest policy text in characters. */
    public static final int MAX_LENGTH = 16_384;

    private static final List<String> KEYS = List.of("version", "min_probes", "min_uptime", "speed");
    private static final List<String> SPEED_KEYS = List.of("min", "max");

    private final String origin;

    private PolicyYaml(String origin) {
        this.origin = origin;
    }

    /**
     * Reads a policy.
     *
     * @param origin where the text came from, for the error message
     * @throws PolicyException when the text is not YAML, has an unknown or repeated key, or a value out of range
     */
    public static ScorePolicy parse(String yaml, String origin) {
        return new PolicyYaml(origin).read(yaml);
    }

    private ScorePolicy read(String yaml) {
        if (yaml.length() > MAX_LENGTH) {
            throw error("a policy has at most " + MAX_LENGTH + " characters, not " + yaml.length());
        }
        JsonNode root = tree(yaml);
        requireKeys(root, "the policy", KEYS);
        if (!root.has("version")) {
            throw error("version is missing; write 'version: " + ScorePolicy.RULE_VERSION + "'");
        }
        JsonNode speed = root.path("speed");
        if (root.has("speed")) {
            requireKeys(speed, "speed", SPEED_KEYS);
        }
        ScorePolicy standard = ScorePolicy.DEFAULT;
        int version = (int) integer(root, "version", "version", standard.version());
        long minProbes = integer(root, "min_probes", "min_probes", standard.minProbes());
        Ratio minUptime = ratio(root, "min_uptime", "min_uptime", standard.minUptime());
        Ratio minSpeed = ratio(speed, "min", "speed.min", standard.minSpeed());
        Ratio maxSpeed = ratio(speed, "max", "speed.max", standard.maxSpeed());
        try {
            return new ScorePolicy(version, minProbes, minUptime, minSpeed, maxSpeed);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode tree(String yaml) {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        ObjectMapper mapper = new ObjectMapper(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        try {
            return mapper.readTree(yaml);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw error("not usable YAML" + where + ": " + e.getOriginalMessage());
        }
    }

    private void requireKeys(JsonNode node, String what, List<String> known) {
        if (!node.isObject()) {
            throw error(what + " is a mapping with the keys " + String.join(", ", known));
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                String hint = EditDistance.closest(name, known)
                        .map(key -> "; did you mean " + key + "?")
                        .orElse("; known are " + String.join(", ", known));
                throw error(what + " has no key " + name + hint);
            }
        }
    }

    private long integer(JsonNode node, String key, String path, long standard) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return standard;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw error(path + " is a whole number below 2^31, not " + value);
        }
        return value.longValue();
    }

    private Ratio ratio(JsonNode node, String key, String path, Ratio standard) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return standard;
        }
        return decimal(value)
                .filter(d -> d.signum() >= 0
                        && d.precision() - d.scale() <= 18
                        && d.stripTrailingZeros().scale() <= 18)
                .map(d -> Ratio.of(d.movePointRight(18).toBigIntegerExact()))
                .orElseThrow(() ->
                        error(path + " is a number that is not negative with at most 18 decimal places, not " + value));
    }

    /** Exact value of a number; empty for anything else and for exponents that no ratio needs. */
    private static Optional<BigDecimal> decimal(JsonNode value) {
        if (!value.isNumber()) {
            return Optional.empty();
        }
        BigDecimal decimal = value.decimalValue();
        return Math.abs((long) decimal.scale()) > 64 ? Optional.empty() : Optional.of(decimal);
    }

    private PolicyException error(String what) {
        return new PolicyException(origin, what);
    }
}
