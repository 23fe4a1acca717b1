package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.types.Hash256;
import java.util.List;
import java.util.Optional;

/**
 * One session at one node as the requester holds it, from its first step on: requests in order, each with the answer that names
 * it. Whether signatures hold is for the verdict to find.
 */
public record HopTranscript(List<Step> steps) {

    /** A request with what its provenance digest hides and the answer it got. */
    public record Step(SignedStepRequest request, SealedProvenance provenance, SignedStepAnswer answer) {

        /** @throws IllegalArgumentException when the provenance or the answer belongs to another request */
        public Step {
            if (!provenance.digest().equals(request.request().header().provenance())) {
                throw new IllegalArgumentException("the request names another provenance");
            }
            if (!answer.answer()
                    .commitment()
                    .requestDigest()
                    .equals(request.request().digest())) {
                throw new IllegalArgumentException("the answer is to another request");
            }
        }

        StepHeader header() {
            return request.request().header();
        }
    }

    /** @throws IllegalArgumentException when there is no step, more than a session may have, or they are not in order */
    public HopTranscript {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.size() > TranscriptLimits.MAX_STEPS) {
            throw new IllegalArgumentException(
                    "a transcript has 1 to " + TranscriptLimits.MAX_STEPS + " steps, not " + steps.size());
        }
        if (steps.get(0).header().index() != 0) {
            throw new IllegalArgumentException("a transcript starts at step 0");
        }
        for (int i = 1; i < steps.size(); i++) {
            Optional<String> violation =
                    steps.get(i).header().violationAfter(steps.get(i - 1).header());
            if (violation.isPresent()) {
                throw new IllegalArgumentException(violation.get());
            }
        }
    }

    /** The terms that all steps share. */
    public SessionTerms terms() {
        return steps.get(0).header().terms();
    }

    /** The first {@code count} steps. */
    public HopTranscript prefix(int count) {
        return count == steps.size() ? this : new HopTranscript(steps.subList(0, count));
    }

    /** Digests of what the node signed, in order. */
    public List<Hash256> answers() {
        return steps.stream()
                .map(step -> step.answer().answer().commitment().digest())
                .toList();
    }

    /** Names the session by all that the node committed to in it. */
    public Hash256 digest() {
        return Challenge.session(answers());
    }
}
