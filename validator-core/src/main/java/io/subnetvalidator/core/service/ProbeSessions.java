package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.core.service.EpochProber.ProbedModel;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.SeededDraw;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.Prompt;
import io.subnetvalidator.scp.inference.SessionPlan;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.inference.SessionRunner;
import io.subnetvalidator.scp.probe.PlannedProbe;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the sessions of a probe. One through the whole model for a node with exact arithmetic; several of one step with the node alone
 * for a tolerant one, whose input must be nobody's choice and whose single session decides little.
 */
final class ProbeSessions {

    /** Added to the expected time of nodes a route should avoid; above any drawn spread. */
    private static final int AVOID = 1_000_000;

    private static final int DRAWN_COST = 1000;

    /** Sessions that stand for one at a tolerant node: with four probes of an epoch twice as many as a conviction takes at least. */
    private static final int LONE_SESSIONS = 3;

    private final LoopContext loop;
    private final SessionRunner runner;
    private final Duration stepDeadline;
    private final ProbeSalt salt;
    private final ProbedModel model;

    ProbeSessions(LoopContext loop, SessionRunner runner, Duration stepDeadline, ProbeSalt salt, ProbedModel model) {
        this.loop = loop;
        this.runner = runner;
        this.stepDeadline = stepDeadline;
        this.salt = salt;
        this.model = model;
    }

    /** What happened in the sessions; empty when there is no way to the target. */
    Future<List<SessionRecord>> run(ObservedEpoch observed, PlannedProbe probe, Candidate target) {
        return isTolerant(target) ? alone(observed, target, LONE_SESSIONS) : routed(observed, probe, target);
    }

    private static boolean isTolerant(Candidate node) {
        return node.announced().profile().kind() != NumericProfile.Kind.EXACT;
    }

    private Future<List<SessionRecord>> alone(ObservedEpoch observed, Candidate target, int sessions) {
        if (sessions == 0) {
            return Future.succeededFuture(List.of());
        }
        return loop.bring(runner.run(plan(observed, List.of(target), List.of(), 1)))
                .compose(record -> alone(observed, target, sessions - 1).map(others -> {
                    List<SessionRecord> all = new ArrayList<>(List.of(record));
                    all.addAll(others);
                    return all;
                }));
    }

    private Future<List<SessionRecord>> routed(ObservedEpoch observed, PlannedProbe probe, Candidate target) {
        List<Candidate> candidates = priced(observed, new SeededDraw(probe.seed()));
        Optional<List<Candidate>> route = model.route(target, candidates);
        // Without a route nobody serves the blocks before the target, so no honest input for it exists: nothing is held
        // against it.
        return route.isEmpty()
                ? Future.succeededFuture(List.of())
                : loop.bring(runner.run(plan(observed, route.get(), candidates, probe.steps() + 1)))
                        .map(List::of);
    }

    private SessionPlan plan(ObservedEpoch observed, List<Candidate> route, List<Candidate> spares, int newTokens) {
        Epoch epoch = observed.epoch();
        return new SessionPlan(
                epoch,
                route,
                spares,
                new Prompt.Drawn(
                        new InputProvenance.Seeded(observed.roster().firstBlock(), salt.of(epoch)), model.vocabulary()),
                newTokens,
                stepDeadline,
                salt.commitment(epoch));
    }

    /** A session that only passes a tolerant node cannot be judged there and costs evidence, so that such nodes are avoided too. */
    private List<Candidate> priced(ObservedEpoch observed, SeededDraw draw) {
        List<Candidate> priced = new ArrayList<>();
        observed.byNode().forEach((node, candidate) -> {
            boolean avoid = observed.disappointed(node) || isTolerant(candidate);
            priced.add(runner.paces().priced(candidate, draw.below(DRAWN_COST) + (avoid ? AVOID : 0)));
        });
        return priced;
    }
}
