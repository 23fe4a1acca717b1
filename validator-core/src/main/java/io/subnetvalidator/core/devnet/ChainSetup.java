package io.subnetvalidator.core.devnet;

import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.core.devnet.Topology.Member;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.fixtures.chain.DevChain;
import io.subnetvalidator.fixtures.chain.DevChainConfig;
import io.subnetvalidator.fixtures.chain.scenario.DevKeys;
import io.subnetvalidator.fixtures.chain.scenario.DevPeer;
import io.subnetvalidator.fixtures.chain.scenario.NodePlan;
import io.subnetvalidator.fixtures.chain.scenario.PreparedSubnet;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPlan;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPreparation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Brings up the embedded chain with a subnet whose nodes are registered at the addresses where they will listen. */
final class ChainSetup {

    private ChainSetup() {}

    /** A chain with its prepared subnet; it makes no block by itself yet. */
    record Prepared(DevChain chain, Topology topology) {}

    /** The key of the {@code n}-th node, counting from 1. */
    static PeerKey peerKey(int n) {
        return DevPeer.named("node-" + n, 1).key();
    }

    /**
     * Starts the chain and registers the nodes.
     *
     * @param ports TCP ports of the nodes in their order; the first {@code validators} of them validate
     */
    static Future<Prepared> embedded(Vertx vertx, List<Integer> ports, int validators) {
        DevKeys keys = DevKeys.create();
        List<NodePlan> early = new ArrayList<>();
        List<NodePlan> late = new ArrayList<>();
        for (int n = 1; n <= ports.size(); n++) {
            DevPeer peer = DevPeer.named("node-" + n, ports.get(n - 1));
            if (n <= validators) {
                early.add(NodePlan.of(keys.coldkey(n), keys.hotkey(n), peer.info()));
            } else {
                int l = n - validators;
                late.add(NodePlan.of(keys.lateColdkey(l), keys.lateHotkey(l), peer.info()));
            }
        }
        SubnetPlan plan = SubnetPlan.of(early, late);
        return DevChain.start(vertx, DevChainConfig.onDemand())
                .recover(failure -> Future.failedFuture(new ServiceException(
                        ServiceError.PORT_OCCUPIED, "the development chain: " + failure.getMessage(), failure)))
                .compose(chain -> vertx.executeBlocking(
                                () -> late.isEmpty()
                                        ? SubnetPreparation.prepare(chain.node(), plan)
                                        : SubnetPreparation.prepareWithIncludedNodes(chain.node(), plan),
                                false)
                        .map(subnet -> new Prepared(chain, topology(chain, subnet, ports))));
    }

    private static Topology topology(DevChain chain, PreparedSubnet subnet, List<Integer> ports) {
        List<Member> members = new ArrayList<>();
        for (PreparedSubnet.Member node : subnet.validators()) {
            int n = members.size() + 1;
            members.add(new Member(
                    node.id(), peerKey(n), ports.get(n - 1), node.plan().hotkey(), true));
        }
        for (PreparedSubnet.Member node : subnet.lateNodes()) {
            int n = members.size() + 1;
            members.add(new Member(
                    node.id(), peerKey(n), ports.get(n - 1), node.plan().hotkey(), false));
        }
        return new Topology(chain.endpoint().toString(), subnet.id(), subnet.clock(), members);
    }
}
