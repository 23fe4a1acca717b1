package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session at one node: builds and signs requests, keeps what was said. One step at a time. */
final class HopSession {

    /**
     * Rows to be passed through a span, and where they come from.
     *
     * @param elsewhere the same provenance at any other node: a seed holds at one node only, the tokens drawn from it anywhere
     */
    record Input(Rows rows, int tokens, InputProvenance provenance, InputProvenance elsewhere) {

        Input(Rows rows, int tokens, InputProvenance provenance) {
            this(rows, tokens, provenance, provenance);
        }

        Input moved() {
            return new Input(rows, tokens, elsewhere);
        }
    }

    /** Who asks, and how. */
    record Asking(
            Signing key, InferenceClient client, Supplier<Hash256> blinds, LongSupplier clock, Duration deadline) {}

    /** Signs requests. */
    @FunctionalInterface
    interface Signing {
        SignedStepRequest sign(StepRequest request);
    }

    private final Candidate node;
    private final Supplier<Future<SessionTerms>> open;
    private final Asking asking;
    private final List<HopTranscript.Step> steps = new ArrayList<>();
    private final List<Long> millis = new ArrayList<>();
    private @Nullable Future<SessionTerms> terms;
    private Optional<SessionSeries.First> opened = Optional.empty();
    private Optional<HopFailure> failure = Optional.empty();

    /** @param open takes the next counter and makes the terms; called once, when the first step is due */
    HopSession(Candidate node, Supplier<Future<SessionTerms>> open, Asking asking) {
        this.node = node;
        this.open = open;
        this.asking = asking;
    }

    Candidate node() {
        return node;
    }

    /** The terms of this session, made when they are first asked for. */
    Future<SessionTerms> terms() {
        Future<SessionTerms> made = terms;
        if (made == null) {
            made = open.get();
            terms = made;
        }
        return made;
    }

    /** Passes rows through; fails, and keeps the reason, when no usable answer comes. */
    Future<Input> step(Input input) {
        return terms().compose(known -> step(known, input));
    }

    private Future<Input> step(SessionTerms known, Input input) {
        SealedProvenance provenance = new SealedProvenance(asking.blinds().get(), input.provenance());
        SignedStepRequest request = asking.key().sign(next(known, input, provenance));
        if (opened.isEmpty()) {
            opened = Optional.of(SessionSeries.First.of(request));
        }
        long sent = asking.clock().getAsLong();
        return asking.client()
                .step(node.address(), request, asking.deadline())
                .map(answer -> accept(
                        input, request, provenance, answer, asking.clock().getAsLong() - sent))
                .onFailure(cause -> failure = Optional.of(HopFailure.of(cause)));
    }

    /** Tells the node that the session is over; does nothing when it never began. */
    Future<Void> close() {
        return opened.isEmpty()
                ? Future.succeededFuture()
                : terms().compose(known -> asking.client().close(node.address(), known.session(), asking.deadline()));
    }

    SessionRecord.Hop record() {
        Optional<HopTranscript> transcript = steps.isEmpty() ? Optional.empty() : Optional.of(new HopTranscript(steps));
        return new SessionRecord.Hop(node, opened, transcript, millis, failure);
    }

    /** Whether the node was asked for a step. */
    boolean hasBegun() {
        return opened.isPresent();
    }

    /** Why the node was given up. */
    Optional<HopFailure> failure() {
        return failure;
    }

    private StepRequest next(SessionTerms known, Input input, SealedProvenance provenance) {
        return steps.isEmpty()
                ? StepRequest.first(known, input.tokens(), provenance, input.rows())
                : steps.get(steps.size() - 1).request().request().next(input.tokens(), provenance, input.rows());
    }

    /** A signed answer goes on record whatever it holds; one that nothing can be computed from ends the hop. */
    private Input accept(
            Input input, SignedStepRequest request, SealedProvenance provenance, SignedStepAnswer answer, long took) {
        steps.add(new HopTranscript.Step(request, provenance, answer));
        millis.add(took);
        Rows output = answer.answer().output();
        if (!answer.answer()
                .commitment()
                .output()
                .hasShape(input.tokens(), request.request().terms().hiddenSize())) {
            throw new IllegalStateException("the output of " + node.peer() + " has " + output.size() + " bytes for "
                    + input.tokens() + " rows of " + request.request().terms().hiddenSize() + " values");
        }
        for (float value : output.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException("the output of " + node.peer() + " is not finite");
            }
        }
        return new Input(output, input.tokens(), InputProvenance.PreviousHop.of(node.peer(), answer));
    }
}
