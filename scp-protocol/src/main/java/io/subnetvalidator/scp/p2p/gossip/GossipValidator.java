package io.subnetvalidator.scp.p2p.gossip;

import io.vertx.core.Future;

/**
 * Decides whether a message is delivered and forwarded. Its author's signature and admission are already checked. Called on the
 * network's event loop, so it must return quickly; the future may complete later, within the time of the limits. A failed future
 * counts as {@link Verdict#IGNORE}.
 */
@FunctionalInterface
public interface GossipValidator {

    /** Takes whatever is signed by an admitted author. */
    GossipValidator ACCEPT_ALL = message -> Future.succeededFuture(Verdict.ACCEPT);

    Future<Verdict> validate(SignedMessage message);
}
