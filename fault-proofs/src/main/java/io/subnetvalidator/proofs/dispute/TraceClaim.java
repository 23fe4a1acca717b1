package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * The claim that the canonical computation of the subject is the one committed to.
 *
 * @param operationsRoot root over the outputs of all operations ({@link BlockTrace#operationsRoot})
 */
public record TraceClaim(TraceSubject subject, Hash256 operationsRoot) {

    /** The root that stands for the whole claim. */
    public Hash256 traceRoot() {
        ScaleWriter out = new ScaleWriter();
        subject.encode(out);
        return Blake2b.domainHash(DisputeDomains.TRACE, out.toBytes(), operationsRoot.toBytes());
    }
}
