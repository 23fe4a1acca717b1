package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A proposal as the chain stores it in the best head.
 *
 * @param proposer node that submitted it
 * @param at the block that holds it
 * @param statement what it says
 * @param attests nodes that attested so far, the proposer among them, with their attest data
 */
public record Submission(
        NodeId proposer, Anchor at, ProposalStatement statement, Map<NodeId, Optional<Bytes>> attests) {

    public Submission {
        attests = Collections.unmodifiableMap(new TreeMap<>(attests));
    }
}
