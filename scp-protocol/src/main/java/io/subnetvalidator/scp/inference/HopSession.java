package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
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

/** A session at one node: builds and signs requests, keeps what was said. One step at a time. */
final class HopSession {

    /** Rows to be passed through a span, and where they come from. */
    record Input(Rows rows, int tokens, InputProvenance provenance) {}

    private final Candidate node;
    private final SessionTerms terms;
    private final PeerKey key;
    private final InferenceClient client;
    private final LongSupplier clock;
    private final Duration deadline;
    private final List<Input> answered = new ArrayList<>();
    private final List<HopTranscript.Step> steps = new ArrayList<>();
    private final List<Long> millis = new ArrayList<>();
    private Optional<HopFailure> failure = Optional.empty();

    HopSession(
            Candidate node,
            SessionTerms terms,
            PeerKey key,
            InferenceClient client,
            LongSupplier clock,
            Duration deadline) {
        this.node = node;
        this.terms = terms;
        this.key = key;
        this.client = client;
        this.clock = clock;
        this.deadline = deadline;
    }

    Candidate node() {
        return node;
    }

    /** The inputs that were answered, in order: what a replacement has to be fed. */
    List<Input> answered() {
        return List.copyOf(answered);
    }

    /** Passes rows through; fails, and keeps the reason, when no usable answer comes. */
    Future<Input> step(Input input) {
        SignedStepRequest request = SignedStepRequest.sign(next(input), key);
        long sent = clock.getAsLong();
        return client.step(node.address(), request, deadline)
                .map(answer -> accept(input, request, answer, clock.getAsLong() - sent))
                .onFailure(cause -> failure = Optional.of(HopFailure.of(cause)));
    }

    Future<Void> close() {
        return client.close(node.address(), terms.session(), deadline);
    }

    SessionRecord.Hop record() {
        Optional<HopTranscript> transcript = steps.isEmpty() ? Optional.empty() : Optional.of(new HopTranscript(steps));
        return new SessionRecord.Hop(node, transcript, millis, failure);
    }

    boolean failed() {
        return failure.isPresent();
    }

    private StepRequest next(Input input) {
        if (steps.isEmpty()) {
            return new StepRequest(terms, 0, 0, input.tokens(), Optional.empty(), input.provenance(), input.rows());
        }
        StepRequest last = steps.get(steps.size() - 1).request().request();
        return new StepRequest(
                terms,
                last.index() + 1,
                last.firstPosition() + last.tokens(),
                input.tokens(),
                Optional.of(last.digest()),
                input.provenance(),
                input.rows());
    }

    /** A signed answer goes on record whatever it holds; one that nothing can be computed from ends the hop. */
    private Input accept(Input input, SignedStepRequest request, SignedStepAnswer answer, long took) {
        steps.add(new HopTranscript.Step(request, answer));
        millis.add(took);
        Rows output = answer.answer().output();
        if (!output.hasShape(input.tokens(), terms.hiddenSize())) {
            throw new IllegalStateException("the output of " + node.peer() + " has " + output.size() + " bytes for "
                    + input.tokens() + " rows of " + terms.hiddenSize() + " values");
        }
        float[] values = output.values();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException("the output of " + node.peer() + " is not finite");
            }
        }
        answered.add(input);
        return new Input(
                Rows.of(RowEncoding.F32, values), input.tokens(), InputProvenance.PreviousHop.of(node.peer(), answer));
    }
}
