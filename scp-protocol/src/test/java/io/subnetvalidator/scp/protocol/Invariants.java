package io.subnetvalidator.scp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.incentives.ProposalList;
import io.subnetvalidator.incentives.ScoreInput;
import io.subnetvalidator.incentives.ScoreRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What must hold whatever happens; written against the chain and the archive, not against the machine. */
final class Invariants {

    private Invariants() {}

    /** An honest validator attests only scores that follow from the batches and proofs that the proposal names. */
    static void attestationIsRecomputed(Swarm swarm, Actor actor, AttestStatement attestation) {
        Submission submission = swarm.chain.submissions.get(attestation.epoch());
        if (!actor.honest
                || submission == null
                || submission.statement().args().filter(ProposalArgs::areOurs).isEmpty()) {
            return;
        }
        ProposalArgs args = ProposalArgs.fromBytes(submission.statement().args().orElseThrow());
        Optional<ProposalManifest> manifest = swarm.actors.values().stream()
                .flatMap(a -> a.manifests.values().stream())
                .filter(m -> m.key().equals(args.manifestKey(Swarm.CONTEXT)))
                .findFirst();
        assertThat(manifest)
                .as("manifest of the attested proposal (%s)", swarm.replay())
                .isPresent();
        Map<NodeId, List<NodeObservation>> observations = new HashMap<>();
        manifest.orElseThrow().included().forEach((validator, digest) -> {
            SignedBatch batch = actor.batches.get(digest);
            assertThat(actor.batches)
                    .as("node %s attested without a batch (%s)", actor.id, swarm.replay())
                    .containsKey(digest);
            observations.put(validator, Objects.requireNonNull(batch).batch().rows());
        });
        Set<NodeId> faulty = new TreeSet<>();
        manifest.orElseThrow()
                .proofs()
                .forEach(proof -> faulty.add(
                        Objects.requireNonNull(swarm.truth.get(proof)).accused()));
        ProposalList expected = ScoreRule.compute(
                        swarm.policy,
                        new ScoreInput(swarm.roster(attestation.epoch()).classes(), observations, faulty, Swarm.BLOCKS))
                .proposal();
        assertThat(submission.statement().scores().entries())
                .as("node %s attested a wrong score (%s)", actor.id, swarm.replay())
                .isEqualTo(expected.entries());
    }

    /** All honest validators that attested in an epoch computed the same scores. */
    static void honestAgree(Swarm swarm) {
        Map<Epoch, Set<Hash256>> digests = new HashMap<>();
        for (Actor actor : swarm.honest()) {
            actor.attested.forEach((epoch, statement) -> digests.computeIfAbsent(epoch, e -> new TreeSet<>())
                    .add(statement.data().scoresDigest()));
        }
        digests.forEach((epoch, distinct) -> assertThat(distinct)
                .as("score digests of honest validators in epoch %s (%s)", epoch, swarm.replay())
                .hasSize(1));
    }

    /** Nothing that a validator submitted failed on chain. */
    static void noFailedExtrinsics(Swarm swarm) {
        assertThat(swarm.chain.failed).as(swarm.replay()).isEmpty();
    }

    /** A proposal of an honest validator lands at offset 1 or 2 and every honest validator online attests it in time. */
    static void fullyAttested(Swarm swarm, Epoch epoch, int attestors) {
        assertThat(swarm.chain.submissions)
                .as("submissions (%s)", swarm.replay())
                .containsKey(epoch);
        Submission submission = swarm.chain.submission(epoch);
        assertThat(swarm.chain.clock.offsetOf(submission.at().number()))
                .as("offset of the proposal of epoch %s (%s)", epoch, swarm.replay())
                .isBetween(1L, 2L);
        assertThat(submission.attests())
                .as("attestations of epoch %s (%s)", epoch, swarm.replay())
                .hasSize(attestors);
    }
}
