package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Hash256;

/**
 * Operations that both parties committed to alike: a left sibling on the way to the first difference.
 *
 * @param from first of the operations
 * @param to the operation behind the last
 * @param root the hash over them in the tree of either party
 */
public record AgreedOperations(int from, int to, Hash256 root) {

    boolean contains(int operation) {
        return operation >= from && operation < to;
    }
}
