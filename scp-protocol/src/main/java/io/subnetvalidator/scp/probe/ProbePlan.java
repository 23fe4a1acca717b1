package io.subnetvalidator.scp.probe;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.transcript.SeededDraw;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The sessions a validator runs in one epoch, in the order of their offsets.
 *
 * <p>The seed mixes what nobody knows before the epoch starts (the hash of its first block) with what only the validator knows
 * until it shows it (its salt): a node can neither foresee the plan nor can the validator choose it afterwards.
 */
public record ProbePlan(List<PlannedProbe> probes) {

    private static final String DOMAIN = "subnet-validator/probe-plan/1";

    public ProbePlan {
        probes = List.copyOf(probes);
    }

    /**
     * How much is probed.
     *
     * @param perNode sessions through every target
     * @param firstOffset first block offset at which a session may start
     * @param lastOffset last block offset at which a session may start
     * @param mostSteps most further steps; at least one is made
     */
    public record Budget(int perNode, long firstOffset, long lastOffset, int mostSteps) {

        public Budget {
            if (perNode < 1 || firstOffset < 0 || lastOffset < firstOffset || mostSteps < 1) {
                throw new IllegalArgumentException("a probe budget must be positive and its ranges in order");
            }
        }
    }

    /** The seed of a validator's plan for one epoch. */
    public static Hash256 seed(
            Hash256 genesis, SubnetId subnet, Epoch epoch, Hash256 firstBlock, NodeId validator, Hash256 salt) {
        ByteBuffer ids = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(subnet.value())
                .putLong(epoch.value())
                .putLong(validator.value());
        return Blake2b.domainHash(DOMAIN, genesis.toBytes(), ids.array(), firstBlock.toBytes(), salt.toBytes());
    }

    /** The plan for these targets; the order of {@code targets} does not matter. */
    public static ProbePlan draw(Hash256 seed, List<NodeId> targets, Budget budget) {
        SeededDraw draw = new SeededDraw(seed);
        List<PlannedProbe> probes = new ArrayList<>();
        for (NodeId target : targets.stream().sorted().toList()) {
            for (int i = 0; i < budget.perNode(); i++) {
                int window = Math.toIntExact(budget.lastOffset() - budget.firstOffset() + 1);
                probes.add(new PlannedProbe(
                        budget.firstOffset() + draw.below(window),
                        target,
                        draw.fork(),
                        draw.between(1, budget.mostSteps())));
            }
        }
        draw.shuffle(probes);
        probes.sort(Comparator.comparingLong(PlannedProbe::offset));
        return new ProbePlan(probes);
    }
}
