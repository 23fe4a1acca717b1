package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Hash256;

/** How far a dispute is narrowed down, and so what both parties are asked for. */
public sealed interface Stage {

    /**
     * The traces differ below this node: each party shows the two children of its hash.
     *
     * @param first hash of the node in the first party's trace
     * @param second hash of the node in the second party's trace
     */
    record Split(TraceNode node, Hash256 first, Hash256 second) implements Stage {}

    /** The traces differ in this piece: each party shows its values. */
    record Open(int operation, int row, int piece, Hash256 first, Hash256 second) implements Stage {}

    /**
     * The traces differ in this element, which takes several steps: each party shows what it has behind every step.
     *
     * @param first bits of the element in the first party's trace
     * @param second bits of the element in the second party's trace
     */
    record Unroll(int operation, int row, int element, int first, int second) implements Stage {}

    /** The parties differ in one step: a leaf shows who is right. */
    record Prove(Question question) implements Stage {}
}
