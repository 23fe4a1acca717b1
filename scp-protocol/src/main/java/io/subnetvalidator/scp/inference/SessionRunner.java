package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs inference sessions as a client: embeds the prompt, passes the rows from hop to hop, takes the likeliest token, and goes on
 * with that (design of probes: a session and a probe are the same thing). The inputs of every hop are kept; when a node fails,
 * other nodes that serve its blocks, or the same one after a pause, are fed them in a new session, and the answers to what had been
 * answered before are left aside.
 */
public final class SessionRunner {

    /** Added to the cost of a node for every failure in this session: others are preferred, however slow. */
    private static final int COST_OF_A_FAILURE = 10_000;

    private final InferenceClient client;
    private final ModelClient model;
    private final PeerKey key;
    private final SessionCounters counters;
    private final RandomGenerator random;
    private final LongSupplier clock;
    private final Endurance endurance;
    private final Pauses pauses;
    private final PaceBook paces;

    /**
     * A runner that asks every node of a session until it fails and never again, so that it never waits.
     *
     * @param key signs the requests; the key of the network behind {@code client}
     * @param counters of this key
     * @param random unpredictable; draws session ids and what hides provenance
     * @param clock milliseconds that never go back
     */
    public SessionRunner(
            InferenceClient client,
            ModelClient model,
            PeerKey key,
            SessionCounters counters,
            RandomGenerator random,
            LongSupplier clock) {
        this(
                client,
                model,
                key,
                counters,
                random,
                clock,
                Endurance.ONE_FAILURE_EACH,
                pause -> Future.succeededFuture());
    }

    /** A runner that asks nodes again after a failure, as far as the endurance says. */
    public SessionRunner(
            InferenceClient client,
            ModelClient model,
            PeerKey key,
            SessionCounters counters,
            RandomGenerator random,
            LongSupplier clock,
            Endurance endurance,
            Pauses pauses) {
        this.client = client;
        this.model = model;
        this.key = key;
        this.counters = counters;
        this.random = random;
        this.clock = clock;
        this.endurance = endurance;
        this.pauses = pauses;
        this.paces = new PaceBook(PaceBook.Tuning.DEFAULT, clock);
    }

    /** What the sessions so far showed of the nodes' speed; with it the candidates of the next plan are priced. */
    public PaceBook paces() {
        return paces;
    }

    /** Succeeds with what was recorded even when the session broke off; fails only when the client's own work fails. */
    public Future<SessionRecord> run(SessionPlan plan) {
        Running session = new Running(plan);
        return session.start()
                .recover(cause -> cause instanceof BrokenOff end
                        ? Future.succeededFuture(session.record(Optional.of(end.reason)))
                        : Future.failedFuture(cause))
                .compose(record -> {
                    paces.learn(record);
                    return session.closeHops().map(ignored -> record);
                });
    }

    /** No node is left for some blocks. */
    private static final class BrokenOff extends RuntimeException {

        private final String reason;

        BrokenOff(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** Part of the chain: a node, what it has to be fed, and the sessions whose place it took. */
    private static final class Link {

        private final HopSession hop;
        private final List<HopSession> before;

        /** Inputs of all steps of the session so far, as far as they are known; never fewer than {@link #answered}. */
        private final List<HopSession.Input> inputs;

        private int answered;

        Link(HopSession hop, List<HopSession> before, List<HopSession.Input> inputs) {
            this.hop = hop;
            this.before = List.copyOf(before);
            this.inputs = new ArrayList<>(inputs);
        }

        boolean isBehind() {
            return answered < inputs.size();
        }

        BlockSpan span() {
            return hop.node().span();
        }
    }

    /** Failures of a node in a session. */
    private static final class Standing {
        private int failures;
        private int inARow;
        private long readyAt;
    }

    private final class Running {

        private final SessionPlan plan;
        private final Map<PeerId, Candidate> nodes;
        private final List<Link> chain;
        private final Map<PeerId, Standing> standings = new HashMap<>();
        private final List<Integer> tokens = new ArrayList<>();
        private int failures;

        Running(SessionPlan plan) {
            this.plan = plan;
            this.nodes = nodes(plan);
            this.chain = new ArrayList<>();
            plan.route().forEach(node -> chain.add(new Link(session(node), List.of(), List.of())));
        }

        /** Opens the session at the first node, whose counter may draw the prompt, and generates. */
        Future<SessionRecord> start() {
            return chain.get(0).hop.terms().compose(terms -> {
                InputProvenance.TokenIds tokens = plan.prompt().tokens(terms);
                return generate(tokens, plan.prompt().provenance(tokens));
            });
        }

        /** Feeds tokens, picks the next, and repeats until there are enough. */
        private Future<SessionRecord> generate(InputProvenance.TokenIds fed, InputProvenance provenance) {
            SpanAnnouncement first = plan.route().get(0).announced();
            return model.before(first.span().first(), fed.toArray())
                    .map(rows -> new HopSession.Input(
                            Rows.of(first.seededEncoding(), rows), fed.ids().size(), provenance, fed))
                    .compose(input -> {
                        chain.get(0).inputs.add(input);
                        return catchUp();
                    })
                    .compose(output -> model.logits(lastRow(output)))
                    .compose(logits -> {
                        int token = likeliest(logits);
                        tokens.add(token);
                        InputProvenance.TokenIds next = InputProvenance.TokenIds.of(token);
                        return tokens.size() == plan.newTokens()
                                ? Future.succeededFuture(record(Optional.empty()))
                                : generate(next, next);
                    });
        }

        /** Asks the first node that is behind, again and again, until the last one has answered the step that is due. */
        private Future<HopSession.Input> catchUp() {
            int place = 0;
            while (!chain.get(place).isBehind()) {
                place++;
            }
            int behind = place;
            Link link = chain.get(behind);
            HopSession.Input input = link.inputs.get(link.answered);
            return link.hop.step(input).transform(result -> {
                if (result.succeeded()) {
                    return accept(behind, result.result());
                }
                // Without a failure on the hop's record it was our own work that failed, and no other node does better.
                return link.hop.failure().isEmpty()
                        ? Future.failedFuture(result.cause())
                        : failed(link).compose(ready -> catchUp());
            });
        }

        private Future<HopSession.Input> accept(int place, HopSession.Input output) {
            Link link = chain.get(place);
            int step = link.answered++;
            if (step == tokens.size()) {
                standing(link.hop.node().peer()).inARow = 0;
            }
            if (place == chain.size() - 1) {
                return step == tokens.size() ? Future.succeededFuture(output) : catchUp();
            }
            Link next = chain.get(place + 1);
            if (next.inputs.size() == step) {
                next.inputs.add(output);
            }
            return catchUp();
        }

        private Future<Void> failed(Link link) {
            failures++;
            Standing standing = standing(link.hop.node().peer());
            standing.failures++;
            standing.inARow++;
            standing.readyAt = clock.getAsLong() + pause(standing.inARow);
            return detour(link, clock.getAsLong());
        }

        /** Half of the pause to all of it, so that the clients of a node that comes back do not all come at once. */
        private long pause(int inARow) {
            long whole = endurance.pauseAfter(inARow).toMillis();
            return whole - random.nextLong(whole / 2 + 1);
        }

        /** Replaces the failed hop by nodes that may be asked at this time, or waits for the first that makes it possible. */
        private Future<Void> detour(Link failed, long now) {
            if (failures >= endurance.failures()) {
                throw new BrokenOff("nodes failed " + failures + " times; the last: " + reason(failed));
            }
            List<BlockSpan> spans = chain.stream().map(Link::span).toList();
            int place = chain.indexOf(failed);
            Optional<Detour> open = Detour.around(spans, place, left(now));
            if (open.isPresent()) {
                take(open.get());
                return Future.succeededFuture();
            }
            long wake = left(Long.MAX_VALUE).stream()
                    .mapToLong(node -> standing(node.peer()).readyAt)
                    .filter(time -> time > now)
                    .sorted()
                    .filter(time -> Detour.around(spans, place, left(time)).isPresent())
                    .findFirst()
                    .orElseThrow(() -> new BrokenOff(nobodyLeft(failed)));
            return pauses.pause(Duration.ofMillis(wake - now)).compose(passed -> detour(failed, wake));
        }

        private void take(Detour detour) {
            List<Link> given = chain.subList(detour.from(), detour.end());
            List<HopSession> before = new ArrayList<>();
            for (Link link : given) {
                before.addAll(link.before);
                before.add(link.hop);
            }
            List<HopSession.Input> inputs =
                    given.get(0).inputs.stream().map(HopSession.Input::moved).toList();
            List<Link> taking = new ArrayList<>();
            for (Candidate node : detour.route()) {
                boolean first = taking.isEmpty();
                taking.add(new Link(
                        session(nodes.getOrDefault(node.peer(), node)),
                        first ? before : List.of(),
                        first ? inputs : List.of()));
            }
            given.clear();
            chain.addAll(detour.from(), taking);
        }

        /** The nodes that may still be asked, at this time at the latest; those that failed cost more. */
        private List<Candidate> left(long time) {
            return nodes.values().stream()
                    .filter(node ->
                            standing(node.peer()).inARow < endurance.perNode() && standing(node.peer()).readyAt <= time)
                    .map(node -> node.dearer((long) COST_OF_A_FAILURE * standing(node.peer()).failures))
                    .toList();
        }

        private String nobodyLeft(Link failed) {
            BlockSpan span = failed.span();
            List<Integer> unserved = IntStream.range(span.first(), span.end())
                    .filter(block -> left(Long.MAX_VALUE).stream()
                            .noneMatch(node -> node.span().contains(block)))
                    .boxed()
                    .toList();
            return unserved.isEmpty()
                    ? "the nodes left for the blocks " + span + " do not follow each other without gap or overlap; "
                            + reason(failed)
                    : "no node is left for the blocks " + runs(unserved) + "; " + reason(failed);
        }

        private String reason(Link failed) {
            return failed.hop.node().peer() + " failed: "
                    + failed.hop.failure().map(HopFailure::message).orElse("");
        }

        private Standing standing(PeerId peer) {
            return standings.computeIfAbsent(peer, first -> new Standing());
        }

        private HopSession session(Candidate node) {
            HopSession.Asking asking = new HopSession.Asking(
                    request -> SignedStepRequest.sign(request, key),
                    client,
                    () -> Hash256.of(drawn(Hash256.LENGTH)),
                    clock,
                    plan.stepDeadline());
            return new HopSession(node, () -> terms(node), asking);
        }

        private Future<SessionTerms> terms(Candidate node) {
            return counters.next(plan.epoch(), node.peer())
                    .map(counter -> SessionTerms.of(
                            node.announced(),
                            plan.epoch(),
                            SessionId.of(drawn(SessionId.LENGTH)),
                            counter,
                            key.peerId(),
                            plan.saltCommitment()));
        }

        SessionRecord record(Optional<String> brokenOff) {
            return new SessionRecord(sessions().stream().map(HopSession::record).toList(), tokens, brokenOff);
        }

        /** Frees what the nodes hold; a node that cannot be told forgets by itself. */
        Future<Void> closeHops() {
            List<Future<Void>> closed = sessions().stream()
                    .filter(hop -> hop.failure().isEmpty())
                    .map(hop -> close(hop).otherwiseEmpty())
                    .toList();
            return closed.isEmpty()
                    ? Future.succeededFuture()
                    : Future.all(closed).mapEmpty();
        }

        /** Closing costs a node nothing and goes over an open connection: what it takes is the round trip. */
        private Future<Void> close(HopSession hop) {
            long asked = clock.getAsLong();
            return hop.close().onSuccess(told -> {
                if (hop.hasBegun()) {
                    paces.roundTrip(hop.node().peer(), clock.getAsLong() - asked);
                }
            });
        }

        private List<HopSession> sessions() {
            return chain.stream()
                    .flatMap(link -> Stream.concat(link.before.stream(), Stream.of(link.hop)))
                    .toList();
        }
    }

    /** The nodes of the route and the spares that serve the same model, each once. */
    private static Map<PeerId, Candidate> nodes(SessionPlan plan) {
        Map<PeerId, Candidate> nodes = new LinkedHashMap<>();
        Candidate first = plan.route().get(0);
        Stream.concat(plan.route().stream(), plan.spares().stream())
                .filter(node -> SessionPlan.serveTheSame(node, first))
                .forEach(node -> nodes.putIfAbsent(node.peer(), node));
        return nodes;
    }

    /** {@code 0-2, 5-5} for the blocks 0, 1, 2 and 5. */
    private static String runs(List<Integer> blocks) {
        List<BlockSpan> runs = new ArrayList<>();
        for (int block : blocks) {
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).end() == block) {
                runs.set(
                        last,
                        new BlockSpan(runs.get(last).first(), runs.get(last).count() + 1));
            } else {
                runs.add(new BlockSpan(block, 1));
            }
        }
        return runs.stream().map(BlockSpan::toString).collect(Collectors.joining(", "));
    }

    private byte[] drawn(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static float[] lastRow(HopSession.Input output) {
        float[] values = output.rows().values();
        int hidden = values.length / output.tokens();
        return Arrays.copyOfRange(values, values.length - hidden, values.length);
    }

    /** The index of the greatest logit; of equal ones the first. */
    static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
