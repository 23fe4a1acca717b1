package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.util.Optional;

/**
 * One step of a session: rows to be passed through the server's span. Each request names the digest of the one before it, so
 * that the answer to a step endorses the whole sequence that led to it and steps of two sessions cannot be mixed.
 *
 * <p>A server must refuse a request for which {@link #violationAfter} of the last request it answered is present, and a first
 * request with a session id it has seen.
 *
 * @param index number of the step, from 0
 * @param firstPosition position of the first row in the sequence
 * @param tokens number of rows
 * @param previous digest of the request of step {@code index - 1}; empty for step 0
 * @param input residual stream before the span, fp32 rows
 */
public record StepRequest(
        SessionTerms terms,
        int index,
        int firstPosition,
        int tokens,
        Optional<Hash256> previous,
        InputProvenance provenance,
        Rows input) {

    /** @throws IllegalArgumentException when a number is out of range or the input has another shape than stated */
    public StepRequest {
        require(index >= 0 && index < TranscriptLimits.MAX_STEPS, "step index out of range: " + index);
        require(tokens >= 1 && tokens <= TranscriptLimits.MAX_TOKENS, "token count out of range: " + tokens);
        require(
                firstPosition >= 0 && firstPosition <= TranscriptLimits.MAX_POSITIONS - tokens,
                "position out of range: " + firstPosition);
        require(
                previous.isEmpty() == (index == 0) && (index > 0 || firstPosition == 0),
                "step 0 starts at position 0 and names no request before it; every later step names one");
        require(input.encoding() == RowEncoding.F32, "an input is encoded as F32, not " + input.encoding());
        require(
                input.hasShape(tokens, terms.hiddenSize()),
                "an input of " + tokens + " x " + terms.hiddenSize() + " fp32 values does not take " + input.size()
                        + " bytes");
    }

    /** The first step of a session. */
    public static StepRequest first(SessionTerms terms, int tokens, InputProvenance provenance, float[] input) {
        return new StepRequest(terms, 0, 0, tokens, Optional.empty(), provenance, Rows.of(RowEncoding.F32, input));
    }

    /** The step behind this one. */
    public StepRequest next(int nextTokens, InputProvenance nextProvenance, float[] nextInput) {
        return new StepRequest(
                terms,
                index + 1,
                firstPosition + tokens,
                nextTokens,
                Optional.of(digest()),
                nextProvenance,
                Rows.of(RowEncoding.F32, nextInput));
    }

    /** Why this request cannot follow {@code last} in one session; empty when it can. */
    public Optional<String> violationAfter(StepRequest last) {
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

    /** The digest that is signed, and that answers name; the input enters by its own digest. */
    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        encodeHeader(out);
        return Blake2b.domainHash(Domains.REQUEST, out.toBytes(), input.digest().toBytes());
    }

    public void encode(ScaleWriter out) {
        encodeHeader(out);
        input.encode(out);
    }

    public static StepRequest decode(ScaleReader in) {
        SessionTerms terms = SessionTerms.decode(in);
        long index = in.u32();
        long firstPosition = in.u32();
        long tokens = in.u32();
        Optional<Hash256> previous = in.option(Decoded::hash);
        InputProvenance provenance = InputProvenance.decode(in);
        Rows input = Rows.decode(in);
        return Decoded.value(
                in,
                () -> new StepRequest(
                        terms,
                        Math.toIntExact(index),
                        Math.toIntExact(firstPosition),
                        Math.toIntExact(tokens),
                        previous,
                        provenance,
                        input));
    }

    private void encodeHeader(ScaleWriter out) {
        terms.encode(out);
        out.u32(index).u32(firstPosition).u32(tokens);
        out.option(previous, (hash, value) -> hash.raw(value.toBytes()));
        provenance.encode(out);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
