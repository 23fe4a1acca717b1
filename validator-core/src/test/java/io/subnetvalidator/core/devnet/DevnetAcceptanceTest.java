package io.subnetvalidator.core.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.core.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job end to end, each program in a process of its own. */
class DevnetAcceptanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void cheats_are_convicted_by_proofs_that_another_process_confirms_and_every_epoch_is_attested()
            throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        ProgramRun devnet = ProgramRun.of(
                directory,
                "devnet",
                "--nodes",
                "8",
                "--validators",
                "5",
                "--epochs",
                "3",
                "--faults",
                "int8:1,skip-block:1",
                "--port",
                "0",
                "--data-dir",
                data.toString(),
                "--json");
        assertThat(devnet.exitCode()).as(devnet.err() + devnet.out()).isZero();
        JsonNode summary = JSON.readTree(devnet.out());
        assertThat(summary.get("epochs")).hasSizeGreaterThanOrEqualTo(3).allSatisfy(epoch -> {
            assertThat(epoch.get("attestRatio").asDouble()).isEqualTo(1.0);
            assertThat(epoch.get("proposalOffset").asInt()).isBetween(1, 3);
            assertThat(epoch.get("rewardsAsScores").asBoolean()).isTrue();
        });
        assertThat(summary.get("planted")).hasSize(2).isEqualTo(summary.get("convicted"));
        assertThat(summary.get("falseConvictions")).isEmpty();

        String model = summary.get("model").asText();
        List<String> command = new ArrayList<>(List.of("verify-proof", "--json", "--model", model));
        summary.get("proofs").forEach(proof -> command.add(proof.get("file").asText()));
        ProgramRun verified = ProgramRun.of(directory, command.toArray(String[]::new));
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(JSON.readTree(verified.out()))
                .hasSize(summary.get("proofs").size())
                .allSatisfy(result -> assertThat(result.get("result").asText()).isEqualTo("valid"));

        Path proof = Path.of(summary.get("proofs").get(0).get("file").asText());
        byte[] bytes = Files.readAllBytes(proof);
        bytes[bytes.length / 2] ^= 1;
        Path forged = Files.write(directory.resolve("forged.proof"), bytes);
        ProgramRun refused = ProgramRun.of(directory, "verify-proof", "--model", model, forged.toString());
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.out()).doesNotStartWith("valid");
        ProgramRun without = ProgramRun.of(directory, "verify-proof", proof.toString());
        assertThat(without.exitCode()).isEqualTo(3);
        assertThat(without.out()).contains("undecidable").contains("not at hand");

        ProgramRun ledger = ProgramRun.of(
                directory, "ledger", "verify", data.resolve("node-1").toString());
        assertThat(ledger.exitCode()).as(ledger.err()).isZero();
        assertThat(ledger.out()).startsWith("intact: ");
        ProgramRun export = ProgramRun.of(
                directory, "ledger", "export", data.resolve("node-2").toString());
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(JSON.readTree(export.out().lines().findFirst().orElseThrow()).has("hash"))
                .isTrue();
    }

    @Test
    void a_network_that_is_told_to_stop_still_says_what_it_saw() throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        ProgramRun devnet = ProgramRun.stoppedAfter(
                "is convicted", "devnet", "--faults", "zeros:1", "--port", "0", "--data-dir", data.toString());
        assertThat(devnet.out()).contains("planted faults at nodes   5").contains("convicted nodes           5");
        assertThat(devnet.err()).contains("node 5 is convicted: ").doesNotContain("WARN ");
        assertThat(data.resolve("devnet.log")).content().contains("node 5 is at fault");
    }

    @Test
    @Tag("slow")
    void a_node_that_opens_other_values_is_convicted_and_one_that_opens_nothing_is_not_paid()
            throws IOException, InterruptedException {
        ProgramRun devnet = ProgramRun.of(
                directory,
                "devnet",
                "--nodes",
                "8",
                "--validators",
                "5",
                "--epochs",
                "3",
                "--faults",
                "false-opening:1,refuse-opening:1",
                "--port",
                "0",
                "--data-dir",
                directory.resolve("openings").toString(),
                "--json");
        // A node that is neither honest nor provable must not be paid for the run to be as expected.
        assertThat(devnet.exitCode()).as(devnet.err() + devnet.out()).isZero();
        JsonNode summary = JSON.readTree(devnet.out());
        assertThat(summary.get("convicted")).hasSize(1).isEqualTo(summary.get("planted"));
        assertThat(summary.get("proofs"))
                .allSatisfy(proof -> assertThat(proof.get("reason").asText()).isEqualTo("CONTRADICTORY_OPENING"));
    }

    @Test
    @Tag("slow")
    void a_node_with_int8_weights_is_convicted_among_bf16_nodes_and_none_of_those_is()
            throws IOException, InterruptedException {
        Path data = directory.resolve("strict");
        ProgramRun devnet = ProgramRun.of(
                directory,
                "devnet",
                "--numeric",
                "strict",
                "--nodes",
                "8",
                "--validators",
                "5",
                "--epochs",
                "3",
                "--faults",
                "int8:1",
                "--port",
                "0",
                "--data-dir",
                data.toString(),
                "--json");
        JsonNode summary = JSON.readTree(devnet.out());
        assertThat(summary.get("convicted")).hasSize(1).isEqualTo(summary.get("planted"));
        assertThat(summary.get("falseConvictions")).isEmpty();
        JsonNode proof = summary.get("proofs").get(0);
        assertThat(proof.get("reason").asText()).isEqualTo("SEQUENTIAL_DEVIATION");
        ProgramRun verified = ProgramRun.of(
                directory,
                "verify-proof",
                "--json",
                "--model",
                summary.get("model").asText(),
                "--profile",
                data.resolve("devnet-2.profile").toString(),
                proof.get("file").asText());
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(JSON.readTree(verified.out()).get(0).get("notChecked").toString())
                .contains("is the first of epoch")
                .contains("was a validator");
    }

    @Test
    void a_fault_that_nobody_knows_is_refused_with_the_list_of_those_there_are()
            throws IOException, InterruptedException {
        ProgramRun run = ProgramRun.of(directory, "devnet", "--faults", "lazy:1", "--port", "0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("SV-1004")
                .contains("'lazy' is not a fault")
                .contains("int8, offline");
    }
}
