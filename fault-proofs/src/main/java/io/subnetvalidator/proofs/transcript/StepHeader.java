package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.util.Optional;

/**
 * What is signed of a step request: everything but the rows themselves, for which their commitment stands. Each header names the
 * digest of the one before it, so that the answer to a step endorses the whole sequence that led to it and steps of two sessions
 * cannot be mixed.
 *
 * <p>A server must refuse a header for which {@link #violationAfter} of the last one it answered is present, and a first one whose
 * counter it has seen.
 *
 * @param index number of the step, from 0
 * @param firstPosition position of the first row in the sequence
 * @param tokens number of rows
 * @param previous digest of the header of step {@code index - 1}; empty for step 0
 * @param provenance digest of the sealed provenance of the input
 * @param input commitment to the residual stream before the span
 */
public record StepHeader(
        SessionTerms terms,
        int index,
        int firstPosition,
        int tokens,
        Optional<Hash256> previous,
        Hash256 provenance,
        RowsCommitment input) {

    /** @throws IllegalArgumentException when a number is out of range or the input has another shape than stated */
    public StepHeader {
        require(index >= 0 && index < TranscriptLimits.MAX_STEPS, "step index out of range: " + index);
        require(tokens >= 1 && tokens <= TranscriptLimits.MAX_TOKENS, "token count out of range: " + tokens);
        require(
                firstPosition >= 0 && firstPosition <= TranscriptLimits.MAX_POSITIONS - tokens,
                "position out of range: " + firstPosition);
        require(
                previous.isEmpty() == (index == 0) && (index > 0 || firstPosition == 0),
                "step 0 starts at position 0 and names no request before it; every later step names one");
        require(
                input.hasShape(tokens, terms.hiddenSize()),
                "an input of " + tokens + " x " + terms.hiddenSize() + " values in " + input.encoding()
                        + " does not take " + input.size() + " bytes in rows of " + input.rowBytes());
    }

    /** The first step of a session. */
    public static StepHeader first(SessionTerms terms, int tokens, Hash256 provenance, RowsCommitment input) {
        return new StepHeader(terms, 0, 0, tokens, Optional.empty(), provenance, input);
    }

    /** The step behind this one. */
    public StepHeader next(int nextTokens, Hash256 nextProvenance, RowsCommitment nextInput) {
        return new StepHeader(
                terms, index + 1, firstPosition + tokens, nextTokens, Optional.of(digest()), nextProvenance, nextInput);
    }

    /** Why this step cannot follow {@code last} in one session; empty when it can. */
    public Optional<String> violationAfter(StepHeader last) {
        if (!terms.equals(last.terms)) {
            return Optional.of("step " + index + " is of another session than the step before it");
        }
        if (index != last.index + 1) {
            return Optional.of("step " + index + " follows step " + last.index);
        }
        if (firstPosition != last.firstPosition + last.tokens) {
            return Optional.of("step " + index + " starts at position " + firstPosition + ", not at "
                    + (last.firstPosition + last.tokens));
        }
        if (!previous.equals(Optional.of(last.digest()))) {
            return Optional.of("step " + index + " names another request before it than the one shown");
        }
        return Optional.empty();
    }

    /** The digest that is signed, and that answers name. */
    public Hash256 digest() {
        return digest(terms, index, bodyDigest());
    }

    /** The digest from its parts: what two requests or two answers have to show of a request to contradict each other. */
    public static Hash256 digest(SessionTerms terms, int index, Hash256 body) {
        ScaleWriter out = new ScaleWriter();
        terms.encode(out);
        out.u32(index).raw(body.toBytes());
        return Blake2b.domainHash(Domains.REQUEST, out.toBytes());
    }

    /** Digest of everything but terms and index. */
    public Hash256 bodyDigest() {
        ScaleWriter out = new ScaleWriter();
        encodeBody(out);
        return Blake2b.domainHash(Domains.REQUEST_BODY, out.toBytes());
    }

    public void encode(ScaleWriter out) {
        terms.encode(out);
        out.u32(index);
        encodeBody(out);
    }

    public static StepHeader decode(ScaleReader in) {
        SessionTerms terms = SessionTerms.decode(in);
        long index = in.u32();
        long firstPosition = in.u32();
        long tokens = in.u32();
        Optional<Hash256> previous = in.option(Decoded::hash);
        Hash256 provenance = Decoded.hash(in);
        RowsCommitment input = RowsCommitment.decode(in);
        return Decoded.value(
                in,
                () -> new StepHeader(
                        terms,
                        Math.toIntExact(index),
                        Math.toIntExact(firstPosition),
                        Math.toIntExact(tokens),
                        previous,
                        provenance,
                        input));
    }

    private void encodeBody(ScaleWriter out) {
        out.u32(firstPosition).u32(tokens);
        out.option(previous, (hash, value) -> hash.raw(value.toBytes()));
        out.raw(provenance.toBytes());
        input.encode(out);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
