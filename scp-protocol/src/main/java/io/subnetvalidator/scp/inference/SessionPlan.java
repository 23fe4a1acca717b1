package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import java.time.Duration;
import java.util.List;

/**
 * One session to run.
 *
 * @param epoch subnet epoch that the requests name
 * @param route nodes in the order of their spans; the client computes the blocks before the first of them itself
 * @param spares nodes that may take over when one on the route fails; those on the route are ignored
 * @param prompt the tokens of the first step
 * @param newTokens how many tokens to generate, at least 1; the prompt's prefill gives the first
 * @param stepDeadline for each step at each node
 * @param saltCommitment commitment to the salt of the next epoch's seeded prompts; random where no prompt is seeded, so that all
 *     sessions look alike
 */
public record SessionPlan(
        Epoch epoch,
        List<Candidate> route,
        List<Candidate> spares,
        Prompt prompt,
        int newTokens,
        Duration stepDeadline,
        Hash256 saltCommitment) {

    /** @throws IllegalArgumentException when the route has a gap or mixes models, or there is nothing to do */
    public SessionPlan {
        route = List.copyOf(route);
        spares = List.copyOf(spares);
        if (route.isEmpty() || newTokens < 1) {
            throw new IllegalArgumentException("a session has a route and at least one new token");
        }
        int next = route.get(0).span().first();
        for (Candidate hop : route) {
            if (hop.span().first() != next) {
                throw new IllegalArgumentException(
                        "a hop serves blocks " + hop.span() + " where block " + next + " is next");
            }
            if (!serveTheSame(hop, route.get(0))) {
                throw new IllegalArgumentException(
                        hop.peer() + " and " + route.get(0).peer() + " serve different models");
            }
            next = hop.span().end();
        }
    }

    /** Whether two nodes can stand on one route. */
    static boolean serveTheSame(Candidate one, Candidate other) {
        return one.announced().modelRoot().equals(other.announced().modelRoot())
                && one.announced().hiddenSize() == other.announced().hiddenSize()
                && one.announced().genesis().equals(other.announced().genesis())
                && one.announced().subnet().equals(other.announced().subnet());
    }
}
