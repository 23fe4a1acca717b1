package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs inference sessions as a client: embeds the prompt, passes the rows from hop to hop, takes the likeliest token, and goes on
 * with that. When a node fails, others that serve its blocks are fed all inputs it had answered and the session continues
 * (design of probes: a session and a probe are the same thing).
 */
public final class SessionRunner {

    private final InferenceClient client;
    private final ModelClient model;
    private final PeerKey key;
    private final Supplier<SessionId> ids;
    private final LongSupplier clock;

    /**
     * @param key signs the requests; the key of the network behind {@code client}
     * @param ids a new random id at each call
     * @param clock milliseconds that never go back
     */
    public SessionRunner(
            InferenceClient client, ModelClient model, PeerKey key, Supplier<SessionId> ids, LongSupplier clock) {
        this.client = client;
        this.model = model;
        this.key = key;
        this.ids = ids;
        this.clock = clock;
    }

    /** Succeeds with what was recorded even when the session broke off; fails only when the client's own computation fails. */
    public Future<SessionRecord> run(SessionPlan plan) {
        Running session = new Running(plan);
        return session.generate(plan.prompt())
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

        /** Feeds tokens, picks the next, and repeats until there are enough. */
        Future<SessionRecord> generate(List<Integer> fed) {
            InputProvenance.TokenIds provenance = new InputProvenance.TokenIds(fed);
            return model.embed(provenance.toArray())
                    .map(rows -> new HopSession.Input(Rows.of(RowEncoding.F32, rows), fed.size(), provenance))
                    .compose(input -> feed(chain, input))
                    .compose(output -> model.logits(lastRow(output)))
                    .compose(logits -> {
                        int token = likeliest(logits);
                        tokens.add(token);
                        return tokens.size() == plan.newTokens()
                                ? Future.succeededFuture(record(Optional.empty()))
                                : generate(List.of(token));
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
                replayed = replayed.compose(ignored -> feed(failed.replacement, past));
            }
            return replayed.compose(ignored -> feed(failed.replacement, input));
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
            List<Link> links = new ArrayList<>();
            for (Candidate node : nodes) {
                used.add(node.peer());
                SessionTerms terms = SessionTerms.of(node.announced(), plan.epoch(), ids.get(), key.peerId());
                links.add(new Link(new HopSession(node, terms, key, client, clock, plan.stepDeadline())));
            }
            return links;
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

    private static float[] lastRow(HopSession.Input output) {
        float[] values = output.rows().values();
        int hidden = values.length / output.tokens();
        return java.util.Arrays.copyOfRange(values, values.length - hidden, values.length);
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
