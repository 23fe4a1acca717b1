package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.service.ProofArchive.Retention;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.SessionId;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.verdict.DoubleRequest;
import io.subnetvalidator.proofs.verdict.FaultProof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofArchiveTest {

    private static final PeerKey VALIDATOR = PeerKey.ofSeed(new byte[32]);
    private static final PeerKey NODE =
            PeerKey.ofSeed("a node with a seed of 32 letters".getBytes(StandardCharsets.US_ASCII));
    private static final Retention ROOMY = new Retention(10, 1 << 20);

    @TempDir
    private Path directory;

    @Test
    void a_proof_is_found_under_its_digest_also_after_a_restart() throws IOException {
        FaultProof proof = proof(5, 1);
        open(ROOMY).keep(proof);
        open(ROOMY).keep(proof);

        assertThat(open(ROOMY).digests()).containsExactly(proof.digest());
        assertThat(Files.readAllBytes(open(ROOMY).file(proof.digest()))).isEqualTo(proof.toBytes());
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void what_a_crash_left_half_written_is_removed() throws IOException {
        FaultProof proof = proof(5, 1);
        open(ROOMY).keep(proof);
        Files.write(directory.resolve("ab.proof.part"), new byte[10]);

        assertThat(open(ROOMY).digests()).containsExactly(proof.digest());
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void a_file_that_is_not_the_proof_its_name_says_is_an_error_that_names_it() throws IOException {
        FaultProof proof = proof(5, 1);
        open(ROOMY).keep(proof);
        Path file = open(ROOMY).file(proof.digest());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> open(ROOMY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    @Test
    void proofs_of_old_epochs_go_but_for_those_that_a_proposal_named() throws IOException {
        FaultProof old = proof(5, 1);
        FaultProof named = proof(5, 2);
        FaultProof recent = proof(12, 3);
        ProofArchive archive = open(ROOMY);
        for (FaultProof proof : List.of(old, named, recent)) {
            archive.keep(proof);
        }
        archive.pin(List.of(named.digest()));

        assertThat(archive.retire(Epoch.of(15))).isEmpty();
        assertThat(open(ROOMY).retire(Epoch.of(16))).containsExactly(old.digest());
        assertThat(open(ROOMY).digests()).containsExactlyInAnyOrder(named.digest(), recent.digest());
    }

    @Test
    void when_there_are_too_many_bytes_the_oldest_go_first() throws IOException {
        FaultProof first = proof(5, 1);
        int size = first.toBytes().length;
        ProofArchive archive = open(new Retention(100, 2L * size));
        FaultProof second = proof(6, 1);
        FaultProof third = proof(7, 1);
        for (FaultProof proof : List.of(third, first, second)) {
            archive.keep(proof);
        }

        assertThat(archive.retire(Epoch.of(8))).containsExactly(first.digest());
        assertThat(archive.retire(Epoch.of(8))).isEmpty();
        assertThat(archive.digests()).containsExactlyInAnyOrder(second.digest(), third.digest());
    }

    @Test
    void a_mark_that_a_crash_cut_is_forgotten_and_the_next_one_holds() throws IOException {
        FaultProof proof = proof(5, 1);
        ProofArchive archive = open(ROOMY);
        archive.keep(proof);
        Files.writeString(directory.resolve("named"), "0x12", StandardOpenOption.CREATE);
        open(ROOMY).pin(List.of(proof.digest()));

        assertThat(open(ROOMY).retire(Epoch.of(1000))).isEmpty();
    }

    @Test
    void retention_of_nothing_is_refused() {
        assertThatThrownBy(() -> new Retention(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retention(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private ProofArchive open(Retention retention) throws IOException {
        return ProofArchive.open(directory, retention);
    }

    /** A requester that opened two sessions under one number. */
    private static FaultProof proof(long epoch, int number) {
        DoubleRequest.Signed one = opened(epoch, number, 1);
        DoubleRequest.Signed other = opened(epoch, number, 2);
        boolean ordered = one.digest().compareTo(other.digest()) < 0;
        return FaultProof.sign(ordered ? new DoubleRequest(one, other) : new DoubleRequest(other, one), VALIDATOR);
    }

    private static DoubleRequest.Signed opened(long epoch, int counter, int session) {
        Hash256 nothing = Hash256.of(new byte[32]);
        SessionTerms terms = new SessionTerms(
                nothing,
                SubnetId.of(1),
                Epoch.of(epoch),
                SessionId.of(new byte[SessionId.LENGTH]),
                counter,
                VALIDATOR.peerId(),
                NODE.peerId(),
                nothing,
                new BlockSpan(0, 1),
                8,
                nothing,
                nothing);
        Hash256 body = Blake2b.domainHash(
                "test/body", ByteBuffer.allocate(Integer.BYTES).putInt(session).array());
        DoubleRequest.Signed unsigned =
                new DoubleRequest.Signed(terms, body, PeerSignature.of(new byte[PeerSignature.LENGTH]));
        return new DoubleRequest.Signed(terms, body, PeerSignature.sign(unsigned.digest(), VALIDATOR));
    }
}
