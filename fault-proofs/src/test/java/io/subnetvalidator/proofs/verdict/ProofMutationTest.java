package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A proof is valid with its own bytes and with no others, and what honest nodes signed convicts nobody however it is changed. */
class ProofMutationTest {

    private static final long SEED = 20_260_101;
    private static final int QUICK = 100_000;
    private static final int LONG = 10_000_000;
    private static final int SMALLEST = 3;
    private static final int[] PROMPT = {3, 1};
    private static final int[] NEXT = {2};

    private final FakeModel model = new FakeModel(1);
    private final Scene scene = new Scene(model, new BlockSpan(1, 3), Scene.EXACT);
    private final Scene head = new Scene(model, new BlockSpan(0, 2), Scene.EXACT);
    private final Scene tolerant = new Scene(model, new BlockSpan(1, 3), Scene.STRICT);
    private final ComparisonProfile profile = Scene.strictProfile(model, "strict-test");
    private final ProofVerifier verifier =
            new ProofVerifier(KnownProfiles.builtIn().with(profile), Optional.of(model), ProofScope.ANYWHERE);

    /** Valid proofs of every kind. */
    private final List<byte[]> proofs =
            proofs().stream().map(FaultProof::toBytes).toList();

    /** Charges against nodes that did right, signed by an author who claims otherwise. */
    private final List<byte[]> framings =
            framings().stream().map(FaultProof::toBytes).toList();

    @Test
    void every_kind_of_charge_holds_as_it_is_and_no_framing_does() {
        assertThat(proofs.get(SMALLEST).length)
                .isEqualTo(proofs.subList(0, 4).stream()
                        .mapToInt(bytes -> bytes.length)
                        .min()
                        .orElseThrow());
        assertThat(proofs)
                .hasSize(9)
                .allSatisfy(bytes -> assertThat(verifier.verify(bytes)).isInstanceOf(ProofCheck.Valid.class));
        assertThat(framings)
                .hasSize(3)
                .allSatisfy(bytes -> assertThat(verifier.verify(bytes)).isInstanceOf(ProofCheck.Invalid.class));
    }

    @Test
    void no_single_flipped_bit_leaves_a_valid_proof() {
        for (byte[] bytes : proofs) {
            bits(bytes)
                    .parallel()
                    .forEach(bit -> assertThat(verifier.verify(flipped(bytes, bit)))
                            .as("bit %d of %d", bit, bytes.length * 8)
                            .isNotInstanceOf(ProofCheck.Valid.class));
        }
    }

    @Test
    void no_single_bit_flipped_by_the_author_before_signing_leaves_a_valid_proof() {
        for (byte[] bytes : proofs) {
            long decoded = bits(bytes)
                    .parallel()
                    .mapToObj(bit -> resigned(flipped(bytes, bit)))
                    .flatMap(Optional::stream)
                    .filter(mutant -> !Arrays.equals(mutant.toBytes(), bytes))
                    .peek(mutant -> assertThat(verifier.verify(mutant)).isNotInstanceOf(ProofCheck.Valid.class))
                    .count();
            assertThat(decoded).as("mutants that decode").isPositive();
        }
    }

    /** All bits of the smallest proof of a computation; of each other proof about an eighth as many, evenly spread. */
    private IntStream bits(byte[] bytes) {
        int all = proofs.get(SMALLEST).length * 8;
        int step = bytes.length == proofs.get(SMALLEST).length ? 1 : 1 + 8 * bytes.length * 8 / all;
        return IntStream.iterate(0, bit -> bit < bytes.length * 8, bit -> bit + step);
    }

    @Test
    void a_hundred_thousand_mutants_are_valid_only_when_their_bytes_are_unchanged() {
        mutate(SEED, QUICK);
    }

    @Test
    @Tag("slow")
    void ten_million_mutants_are_valid_only_when_their_bytes_are_unchanged() {
        mutate(SEED + 1, LONG);
    }

    /** Three of four mutants stand as they are; one is signed again by an author who means it. */
    private void mutate(long seed, int count) {
        List<byte[]> bases = new ArrayList<>(proofs);
        bases.addAll(framings);
        int chunk = 1000;
        long valid = IntStream.range(0, count / chunk)
                .parallel()
                .mapToLong(part -> {
                    SplittableRandom random = new SplittableRandom(seed + 31L * part);
                    return IntStream.range(0, chunk)
                            .filter(i -> isValid(Mutation.any(bases, random), random.nextInt(4) == 0))
                            .count();
                })
                .sum();
        assertThat(valid).as("valid mutants, seed %d", seed).isZero();
    }

    /** Whether bytes other than those of the valid proofs are taken for valid. */
    private boolean isValid(byte[] mutant, boolean signedAgain) {
        Optional<FaultProof> meant = signedAgain ? resigned(mutant) : Optional.empty();
        ProofCheck check = meant.map(verifier::verify).orElseGet(() -> verifier.verify(mutant));
        byte[] checked = meant.map(FaultProof::toBytes).orElse(mutant);
        return check instanceof ProofCheck.Valid && proofs.stream().noneMatch(own -> Arrays.equals(own, checked));
    }

    private static Optional<FaultProof> resigned(byte[] mutant) {
        try {
            return Optional.of(FaultProof.sign(FaultProof.fromBytes(mutant).charge(), Scene.VALIDATOR));
        } catch (ScaleException e) {
            return Optional.empty();
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] mutant = bytes.clone();
        mutant[bit / 8] ^= (byte) (1 << (bit % 8));
        return mutant;
    }

    private List<FaultProof> proofs() {
        Scene.Served wrong = scene.serve(new FakeModel(2).span(scene.span).open()::forward, PROMPT, NEXT);
        Scene.Served wrongHead = head.serve(new FakeModel(2).span(head.span).open()::forward, PROMPT, NEXT);
        Scene.Served honest = scene.serve(scene.honest(), PROMPT, NEXT);
        HopTranscript.Step first = honest.transcript().steps().get(0);
        SignedStepAnswer second = wrong.transcript().steps().get(0).answer();
        Scene.Served contradictory = new Scene.Served(honest.announcement(), honest.transcript(), wrong.trees());
        return List.of(
                scene.prove(wrong.whole()),
                scene.prove(wrong.opened(0)),
                scene.prove(wrong.opened(1)),
                head.prove(wrongHead.opened(0)),
                scene.prove(
                        scene.serve(scene.honest(), RowEncoding.BF16, PROMPT).whole()),
                FaultProof.sign(
                        ContradictoryOpening.in(
                                        scene.announcement,
                                        honest.transcript(),
                                        contradictory.opening(honest.drawing(1)))
                                .orElseThrow(),
                        Scene.VALIDATOR),
                FaultProof.sign(
                        DoubleAnswer.of(first.request().request().header(), first.answer(), second)
                                .orElseThrow(),
                        Scene.VALIDATOR),
                FaultProof.sign(DoubleRequest.of(opens(1), opens(2)).orElseThrow(), Scene.VALIDATOR),
                FaultProof.sign(
                        SequentialDeviation.of(model, profile, sessions(5)).orElseThrow(), Scene.VALIDATOR));
    }

    private List<FaultProof> framings() {
        Scene.Served honest = scene.serve(scene.honest(), PROMPT, NEXT);
        Verdict.Fault invented = new Verdict.Fault(
                1, 0, FaultKind.OUTPUT_BITS, new Statistics(9, 9, 9), ComparisonProfile.EXACT.digest());
        return List.of(
                Lies.claim(honest.whole(), invented),
                Lies.claim(honest.opened(0), invented),
                Lies.claim(honest.opened(2), invented));
    }

    /** Sessions with a node that computes with other weights than it announced. */
    private Series sessions(int count) {
        return new Series(
                tolerant.announcement,
                IntStream.range(0, count)
                        .mapToObj(counter -> Series.judged(tolerant.drawn(
                                        counter,
                                        new FakeModel(2).span(tolerant.span).open()::forward,
                                        RowEncoding.BF16)
                                .whole(tolerant.anchor(Scene.SALT))))
                        .toList());
    }

    private SessionSeries.First opens(int session) {
        return SessionSeries.First.of(
                scene.requests(scene.terms(session, 0), PROMPT).get(0).signed());
    }
}
