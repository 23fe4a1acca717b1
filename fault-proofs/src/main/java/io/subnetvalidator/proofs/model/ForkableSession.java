package io.subnetvalidator.proofs.model;

/** A session whose prefix other sessions can go on from, so that several sequences with one beginning compute it once. */
public interface ForkableSession extends SpanSession {

    /**
     * A session that stands where this one stood after {@code position} tokens; both go on independently, and what the new one
     * computes has the bits of a session that processed the same tokens from the start. Costs nothing until the new session
     * processes tokens: then it copies the keys and values of the prefix, which are shared until then. A fork may be used by
     * another thread than this session once this call has returned.
     *
     * @param position from 0, a fresh session, to {@link #position()}
     * @throws IllegalArgumentException for a position this session has not reached
     */
    ForkableSession fork(int position);
}
