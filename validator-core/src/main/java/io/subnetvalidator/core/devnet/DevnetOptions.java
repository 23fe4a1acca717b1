package io.subnetvalidator.core.devnet;

import io.subnetvalidator.fixtures.node.NodeArithmetic;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a development network is made of.
 *
 * @param nodes subnet nodes that serve the model
 * @param validators how many of them also validate, at least 3
 * @param epochs subnet epochs to see settled before it ends; 0 runs until interrupted
 * @param blockMs time between blocks
 * @param numeric name of the arithmetic that the nodes declare
 * @param faults number of nodes for each fault
 * @param port of the dashboard; 0 for any
 * @param seed of the tiny model and of nothing secret
 * @param attach ready file of a running chain, instead of an embedded one
 * @param directory where ledgers, journals and proofs go
 * @param model directory of the model; a tiny one is made when empty
 */
public record DevnetOptions(
        int nodes,
        int validators,
        int epochs,
        long blockMs,
        String numeric,
        Map<String, Integer> faults,
        int port,
        long seed,
        Optional<Path> attach,
        Path directory,
        Optional<Path> model) {

    public static final int MIN_VALIDATORS = 3;
    public static final int MAX_NODES = 48;
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException naming the option that is out of range */
    public DevnetOptions {
        // The order counts: faults are given to nodes in the order in which they were named.
        faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
        if (validators < MIN_VALIDATORS || validators > nodes || nodes > MAX_NODES) {
            throw new IllegalArgumentException(
                    "--validators must be at least " + MIN_VALIDATORS + " and at most --nodes, and --nodes at most "
                            + MAX_NODES + ", not " + validators + " and " + nodes);
        }
        NodeArithmetic known = NodeArithmetic.parse(numeric)
                .orElseThrow(() -> new IllegalArgumentException("--numeric: '" + numeric
                        + "' is not one of exact, strict, wide, matched-eager, matched-fused"));
        if (attach.isPresent() && !known.isExact()) {
            throw new IllegalArgumentException("--numeric goes with the embedded chain only, not with --attach");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("--port must be 0 to " + MAX_PORT + ", not " + port);
        }
        if (epochs < 0 || blockMs < 100 || blockMs > 60_000) {
            throw new IllegalArgumentException("--epochs must not be negative and --block-ms must be 100 to 60000");
        }
    }

    NodeArithmetic arithmetic() {
        return NodeArithmetic.parse(numeric).orElseThrow();
    }
}
