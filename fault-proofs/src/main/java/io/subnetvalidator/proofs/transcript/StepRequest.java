package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;

/**
 * One step of a session: rows to be passed through the server's span.
 *
 * @param header what is signed
 * @param input residual stream before the span
 */
public record StepRequest(StepHeader header, Rows input) {

    /** @throws IllegalArgumentException when the header commits to other rows */
    public StepRequest {
        if (!input.commitment(header.terms().hiddenSize()).equals(header.input())) {
            throw new IllegalArgumentException("the header of step " + header.index() + " commits to other rows");
        }
    }

    /** The first step of a session. */
    public static StepRequest first(SessionTerms terms, int tokens, SealedProvenance provenance, Rows input) {
        RowsCommitment commitment = input.commitment(terms.hiddenSize());
        return new StepRequest(StepHeader.first(terms, tokens, provenance.digest(), commitment), input);
    }

    /** The step behind this one. */
    public StepRequest next(int tokens, SealedProvenance provenance, Rows nextInput) {
        RowsCommitment commitment = nextInput.commitment(terms().hiddenSize());
        return new StepRequest(header.next(tokens, provenance.digest(), commitment), nextInput);
    }

    public SessionTerms terms() {
        return header.terms();
    }

    public int index() {
        return header.index();
    }

    public int tokens() {
        return header.tokens();
    }

    /** The digest that is signed, and that answers name. */
    public Hash256 digest() {
        return header.digest();
    }

    public void encode(ScaleWriter out) {
        header.encode(out);
        input.encodeBytes(out);
    }

    public static StepRequest decode(ScaleReader in) {
        StepHeader header = StepHeader.decode(in);
        Rows input = Rows.decodeBytes(header.input().encoding(), in);
        return Decoded.value(in, () -> new StepRequest(header, input));
    }
}
