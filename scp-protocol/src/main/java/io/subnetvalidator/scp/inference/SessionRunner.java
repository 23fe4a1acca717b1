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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs inference sessions as a client: embeds the prompt, passes the rows from hop to hop, takes the likeliest token, and goes on
 * with that. When a node fails, others that serve its blocks are fed all inputs it had answered and the session continues
 * (design of probes: a session and a probe are the same thing).
 */
public final class SessionRunner {

    private final InferenceClient client;
    private final ModelClient model;
    private final PeerKey key;
    private final SessionCounters counters;
    private final RandomGenerator random;
    private final LongSupplier clock;

    /**
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
        this.client = client;
        this.model = model;
        this.key = key;
        this.counters = counters;
        this.random = random;
        this.clock = clock;
    }

    /** Succeeds with what was recorded even when the session broke off; fails only when the client's own computation fails. */
    public Future<SessionRecord> run(SessionPlan plan) {
        Running session = new Running(plan);
        return session.start()
                .recover(cause -> cause instanceof BrokenOff end
                        ? Future.succeededFuture(session.record(Optional.of(end.reason)))
                        : Future.failedFuture(cause))
                .compose(record -> session.closeHops().map(ignored -> record));
    }

    /** No node is left for some blocks. */
    private static final class BrokenOff extends RuntimeException {

        private final String reason;

        BrokenOff(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** Part of the chain: a node, or what took its place. */
    private static final class Link {

        private final HopSession hop;
        private List<Link> replacement = List.of();

        Link(HopSession hop) {
            this.hop = hop;
        }
    }

    private final class Running {

        private final SessionPlan plan;
        private final List<Link> chain;
        private final Set<PeerId> used = new HashSet<>();
        private final List<Integer> tokens = new ArrayList<>();

        Running(SessionPlan plan) {
            this.plan = plan;
            this.chain = links(plan.route());
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
                    .compose(input -> feed(chain, input))
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

        private Future<HopSession.Input> feed(List<Link> links, HopSession.Input input) {
            Future<HopSession.Input> result = Future.succeededFuture(input);
            for (Link link : links) {
                result = result.compose(rows -> feed(link, rows));
            }
            return result;
        }

        private Future<HopSession.Input> feed(Link link, HopSession.Input input) {
            return link.replacement.isEmpty()
                    ? link.hop.step(input).recover(cause -> replace(link, input))
                    : feed(link.replacement, input);
        }

        private Future<HopSession.Input> replace(Link failed, HopSession.Input input) {
            Candidate node = failed.hop.node();
            failed.replacement = links(substitutes(node));
            Future<HopSession.Input> replayed = Future.succeededFuture(input);
            for (HopSession.Input past : failed.hop.answered()) {
                replayed = replayed.compose(ignored -> feed(failed.replacement, past.moved()));
            }
            return replayed.compose(ignored -> feed(failed.replacement, input.moved()));
        }

        private List<Candidate> substitutes(Candidate node) {
            BlockSpan span = node.span();
            List<Candidate> free = plan.spares().stream()
                    .filter(spare -> !used.contains(spare.peer()))
                    .filter(spare -> SessionPlan.serveTheSame(spare, node))
                    .toList();
            return RoutePlanner.plan(span, free)
                    .orElseThrow(() -> new BrokenOff("no other node serves the blocks " + span + " of " + node.peer()));
        }

        private List<Link> links(List<Candidate> nodes) {
            HopSession.Asking asking = new HopSession.Asking(
                    request -> SignedStepRequest.sign(request, key),
                    client,
                    () -> Hash256.of(drawn(Hash256.LENGTH)),
                    clock,
                    plan.stepDeadline());
            List<Link> links = new ArrayList<>();
            for (Candidate node : nodes) {
                used.add(node.peer());
                links.add(new Link(new HopSession(node, () -> terms(node), asking)));
            }
            return links;
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
            List<HopSession> hops = new ArrayList<>();
            collect(chain, hops);
            return new SessionRecord(hops.stream().map(HopSession::record).toList(), tokens, brokenOff);
        }

        /** Frees what the nodes hold; a node that cannot be told forgets by itself. */
        Future<Void> closeHops() {
            List<HopSession> hops = new ArrayList<>();
            collect(chain, hops);
            List<Future<Void>> closed = hops.stream()
                    .filter(hop -> !hop.failed())
                    .map(hop -> hop.close().otherwiseEmpty())
                    .toList();
            return closed.isEmpty()
                    ? Future.succeededFuture()
                    : Future.all(closed).mapEmpty();
        }

        private void collect(List<Link> links, List<HopSession> into) {
            for (Link link : links) {
                into.add(link.hop);
                collect(link.replacement, into);
            }
        }
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
