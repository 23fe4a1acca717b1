package io.subnetvalidator.core.service;

import static io.subnetvalidator.core.service.ProbedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.fixtures.node.Fault;
import io.subnetvalidator.fixtures.node.NodeArithmetic;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.verdict.Assumption;
import io.subnetvalidator.proofs.verdict.Evidence;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import io.subnetvalidator.proofs.verdict.Verdict;
import io.subnetvalidator.proofs.verdict.Verdicts;
import io.subnetvalidator.scp.protocol.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs of others, by what of them can be known when they come. */
class ProofDeskTest {

    private static final BlockSpan SPAN = new BlockSpan(0, 2);

    @TempDir
    private Path directory;

    private ReferenceModel weights;
    private ProofRoom room;
    private FaultProof proof;

    @BeforeEach
    void open() throws IOException {
        TinyModel.write(directory.resolve("model"), 1, TinyShape.DEFAULT);
        weights = ReferenceModel.open(directory.resolve("model"));
        room = room("own", Optional.of(new SpanCache(weights)));
        proof = proof(Fault.INT8);
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void a_proof_that_holds_is_filed_and_told_with_the_node_that_the_chain_knows() {
        assertThat(verified(proof)).isEqualTo(judged(true));
        assertThat(room.archive.digests()).containsExactly(proof.digest());
        assertThat(room.store.named(proof.digest())).isPresent();
    }

    @Test
    void a_proof_that_does_not_hold_is_forgotten() throws IOException {
        byte[] bytes = proof.toBytes();
        bytes[bytes.length - 1] ^= 1;
        Hash256 digest = FaultProof.address(bytes);
        room.store.keep(ProbedNode.EPOCH, digest, Bytes.of(bytes));

        assertThat(await(room.desk.verify(digest)))
                .isEqualTo(new Event.ProofJudged(digest, ProbedNode.EPOCH, ProbedNode.NODE, false));
        assertThat(room.store.named(digest)).isEmpty();
        assertThat(room.archive.digests()).isEmpty();
    }

    @Test
    void a_proof_about_a_key_that_the_chain_does_not_know_is_dismissed_before_anything_is_computed() {
        room.denied.add(Assumption.Registered.class);

        assertThat(verified(proof))
                .isInstanceOfSatisfying(
                        Event.ProofJudged.class,
                        told -> assertThat(told.valid()).isFalse());
    }

    @Test
    void a_proof_whose_roster_cannot_be_read_yet_is_undecided_and_judged_when_it_can() {
        room.unknown.add(Assumption.Registered.class);
        assertThat(verified(proof)).isEqualTo(new Event.ProofUndecided(proof.digest()));
        assertThat(room.store.named(proof.digest())).isPresent();

        room.unknown.clear();
        assertThat(verified(proof)).isEqualTo(judged(true));
    }

    @Test
    void a_proof_about_a_model_that_is_not_at_hand_is_undecided_and_stays() throws IOException {
        room.close();
        TinyModel.write(directory.resolve("another"), 2, TinyShape.DEFAULT);
        ModelUnderTest another = new SpanCache(ReferenceModel.open(directory.resolve("another")));
        room = room("other", Optional.of(another));

        assertThat(verified(proof)).isEqualTo(new Event.ProofUndecided(proof.digest()));
        assertThat(room.store.named(proof.digest())).isPresent();
        assertThat(room.archive.digests()).isEmpty();
    }

    private ProofRoom room(String name, Optional<ModelUnderTest> model) throws IOException {
        return new ProofRoom(directory.resolve(name), model, KnownProfiles.builtIn());
    }

    private FaultProof proof(Fault fault) {
        ProbedNode node = new ProbedNode(weights, SPAN, NodeArithmetic.EXACT, fault, room.workers);
        Evidence evidence = Evidence.wholeSpan(node.announcement(), node.session(0), Optional.empty());
        SpanCache model = new SpanCache(weights);
        Verdict.Fault found = (Verdict.Fault) Verdicts.judge(model, ComparisonProfile.EXACT, evidence);
        return FaultProof.of(model, ComparisonProfile.EXACT, evidence, found, ProbedNode.VALIDATOR);
    }

    private Event verified(FaultProof of) {
        room.store.keep(ProbedNode.EPOCH, of.digest(), Bytes.of(of.toBytes()));
        return await(room.desk.verify(of.digest()));
    }

    private Event judged(boolean valid) {
        return new Event.ProofJudged(proof.digest(), ProbedNode.EPOCH, ProbedNode.NODE, valid);
    }
}
