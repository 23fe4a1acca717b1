package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.NodeAnnounced;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.service.EpochProber.ProbedModel;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.InferenceClient;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Asks nodes what they serve and accepts what fits the subnet and its model. Confined to one event loop context. */
final class AnnouncementDesk {

    private final LoopContext loop;
    private final InferenceClient client;
    private final Duration deadline;
    private final SubnetContext subnet;
    private final ProbedModel model;
    private final HopTally tally;
    private final OperatorLog log;

    AnnouncementDesk(
            LoopContext loop,
            InferenceClient client,
            Duration deadline,
            SubnetContext subnet,
            ProbedModel model,
            HopTally tally,
            OperatorLog log) {
        this.loop = loop;
        this.client = client;
        this.deadline = deadline;
        this.subnet = subnet;
        this.model = model;
        this.tally = tally;
        this.log = log;
    }

    /** What a node announces now; empty when it does not answer or announces something unusable. */
    Future<Optional<Candidate>> ask(ObservedEpoch observed, NodeId node) {
        PeerAddress address = observed.roster().addresses().get(node);
        if (address == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return loop.bring(client.announce(address, deadline))
                .map(announcement -> accept(observed, node, address, announcement))
                .otherwise(Optional.empty());
    }

    private Optional<Candidate> accept(
            ObservedEpoch observed, NodeId node, PeerAddress address, SignedAnnouncement announcement) {
        Optional<String> objection = model.objection(subnet, observed.epoch(), node, announcement.announcement());
        if (objection.isPresent()) {
            log.warn("announcement", "node " + node + " announces something unusable: " + objection.get());
            return Optional.empty();
        }
        Candidate candidate = new Candidate(address, announcement, 0);
        if (observed.announce(node, candidate)) {
            tally.note(
                    observed,
                    new NodeAnnounced(
                            node,
                            Optional.of(candidate.span()),
                            announcement.announcement().modelRoot()));
        }
        return Optional.of(candidate);
    }
}
