package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.hivemind.SpanObservation.Flawed;
import io.subnetvalidator.scp.hivemind.SpanObservation.Refused;
import io.subnetvalidator.scp.hivemind.SpanObservation.Unanswered;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Probes the output of a span of a Petals-type server. What it gives is an observation of this validator and never evidence, since
 * the server signs nothing.
 *
 * <p>Hidden states are rounded to bf16 before they are sent and before the reference sees them, so that a server that works in bf16,
 * or in halves within their range, starts from the same values.
 */
public final class PetalsProbe {

    /** How hidden states pass through a server. */
    public enum Way {
        /** All tokens at once, without a cache. */
        FORWARD,
        /** A session as a user has it: all tokens but the last at once, then the last one. */
        SESSION
    }

    private final HivemindClient client;
    private final Executor computing;
    private final Duration deadline;

    /**
     * @param computing where the reference is computed, which takes long
     * @param deadline for each call
     */
    public PetalsProbe(HivemindClient client, Executor computing, Duration deadline) {
        this.client = client;
        this.computing = computing;
        this.deadline = deadline;
    }

    /**
     * Compares what the server makes of hidden states with the reference.
     *
     * @param rows one sequence, row-major {@code [tokens, hidden]}, finite
     * @throws IllegalArgumentException when the blocks are not those of the reference, or the profile was not calibrated for so
     *     many tokens
     */
    public Future<SpanObservation> compare(
            PeerAddress server, BlockUids blocks, float[] rows, Way way, SpanReference reference) {
        Tensor.Floats sent = sequence(rows, reference.span().hiddenSize());
        int tokens = tokens(sent);
        if (!blocks.span().equals(reference.span().span())) {
            throw new IllegalArgumentException("blocks " + blocks.span() + " compared with blocks "
                    + reference.span().span());
        }
        if (reference.profile().thresholds(tokens).isEmpty()) {
            throw new IllegalArgumentException(
                    "profile '" + reference.profile().name() + "' has no thresholds for " + tokens + " tokens");
        }
        return observed(ask(server, blocks, sent, way).compose(output -> {
            Optional<Flawed> flaw = SpanExamination.flaw(sent, output);
            return flaw.isPresent()
                    ? Future.succeededFuture(flaw.get())
                    : computed(() -> SpanExamination.compared(reference, sent, output));
        }));
    }

    /**
     * Sends the same hidden states several times, for want of weights.
     *
     * @param rows one sequence, row-major {@code [tokens, hidden]}, finite
     * @param runs at least 2
     */
    public Future<SpanObservation> repeat(PeerAddress server, BlockUids blocks, float[] rows, int hidden, int runs) {
        if (runs < 2) {
            throw new IllegalArgumentException("a repetition takes at least 2 runs, not " + runs);
        }
        return observed(repeat(server, blocks, sequence(rows, hidden), runs, new ArrayList<>()));
    }

    private Future<SpanObservation> repeat(
            PeerAddress server, BlockUids blocks, Tensor.Floats sent, int runs, List<Tensor.Floats> outputs) {
        if (outputs.size() == runs) {
            return Future.succeededFuture(SpanExamination.repeated(sent, outputs));
        }
        return client.forward(server, blocks, sent, deadline).compose(output -> {
            Optional<Flawed> flaw = SpanExamination.flaw(sent, output);
            if (flaw.isPresent()) {
                return Future.succeededFuture(flaw.get());
            }
            outputs.add(output);
            return repeat(server, blocks, sent, runs, outputs);
        });
    }

    private Future<Tensor.Floats> ask(PeerAddress server, BlockUids blocks, Tensor.Floats sent, Way way) {
        return switch (way) {
            case FORWARD -> client.forward(server, blocks, sent, deadline);
            case SESSION ->
                client.infer(server, blocks, tokens(sent), deadline).compose(session -> inSession(session, sent));
        };
    }

    private Future<Tensor.Floats> inSession(InferenceSession session, Tensor.Floats sent) {
        int last = tokens(sent) - 1;
        if (last == 0) {
            return session.step(sent, deadline).eventually(() -> closed(session));
        }
        return session.step(part(sent, 0, last), deadline)
                .compose(before ->
                        session.step(part(sent, last, last + 1), deadline).map(behind -> joined(before, behind)))
                .eventually(() -> closed(session));
    }

    /** Whether the server says good-bye does not change what it answered. */
    private Future<Void> closed(InferenceSession session) {
        return session.close(deadline)
                .recover(failure ->
                        failure instanceof PeerException ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private static Tensor.Floats joined(Tensor.Floats before, Tensor.Floats behind) {
        float[] all = Arrays.copyOf(before.values(), before.values().length + behind.values().length);
        System.arraycopy(behind.values(), 0, all, before.values().length, behind.values().length);
        int hidden = before.shape().rowLength();
        boolean alike = hidden > 0
                && hidden == behind.shape().rowLength()
                && before.shape().dimensions().size() == 3
                && before.shape().dimensions().get(0) == 1;
        Shape shape = alike ? Shape.of(1, all.length / hidden, hidden) : Shape.of(all.length);
        return new Tensor.Floats(shape, before.type(), all);
    }

    private static Tensor.Floats sequence(float[] rows, int hidden) {
        if (rows.length == 0 || rows.length % hidden != 0) {
            throw new IllegalArgumentException(rows.length + " values are no rows of " + hidden);
        }
        float[] rounded = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rounded[i] = TensorCodec.rounded(rows[i], ElementType.BFLOAT16);
        }
        return new Tensor.Floats(Shape.of(1, rows.length / hidden, hidden), ElementType.FLOAT32, rounded);
    }

    private static Tensor.Floats part(Tensor.Floats whole, int from, int to) {
        int hidden = whole.shape().rowLength();
        return new Tensor.Floats(
                Shape.of(1, to - from, hidden),
                whole.type(),
                Arrays.copyOfRange(whole.values(), from * hidden, to * hidden));
    }

    private static int tokens(Tensor.Floats sequence) {
        return sequence.shape().dimensions().get(1);
    }

    private Future<SpanObservation> computed(Supplier<SpanObservation> computation) {
        Promise<SpanObservation> result = Promise.promise();
        computing.execute(() -> {
            try {
                result.complete(computation.get());
            } catch (RuntimeException e) {
                result.fail(e);
            }
        });
        return result.future();
    }

    private static Future<SpanObservation> observed(Future<SpanObservation> probe) {
        Function<Throwable, Future<SpanObservation>> observing = failure -> {
            if (failure instanceof PeerException e) {
                return Future.succeededFuture(new Unanswered(e.reason(), String.valueOf(e.getMessage())));
            }
            return failure instanceof ServerErrorException e
                    ? Future.succeededFuture(new Refused(String.valueOf(e.getMessage())))
                    : Future.failedFuture(failure);
        };
        return probe.recover(observing);
    }
}
