package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** The vectors as a whole: no file and no part of a file may go unread. */
class VectorFilesTest {

    @Test
    void every_file_has_a_test() {
        assertThat(Vectors.files())
                .containsExactlyInAnyOrder(
                        "README.md",
                        "metadata-v14.hex",
                        "metadata-v15.hex",
                        "chain.json",
                        "constants.json",
                        "errors.json",
                        "storage.json",
                        "calls.json",
                        "extrinsics.json",
                        "blocks.json",
                        "runtime-api.json",
                        "scp-outcomes.json"); // replayed by the tests of the development chain
    }

    @Test
    void every_part_of_a_file_has_a_test() {
        requireParts("constants.json", "description", "constants");
        requireParts("errors.json", "description", "pallets", "dispatchErrors");
        requireParts("storage.json", "description", "block", "entries", "keysPaged", "hashersInUse");
        requireParts("calls.json", "description", "calls", "overwatchCommit");
        requireParts(
                "extrinsics.json", "description", "deterministic", "validatedAt", "extrinsics", "signatureVariants");
        requireParts("blocks.json", "description", "note", "blocks");
        requireParts("runtime-api.json", "description", "block", "types", "calls");
    }

    private static void requireParts(String file, String... parts) {
        VectorEntry root = new VectorEntry(Vectors.json(file), file);
        for (String part : parts) {
            root.get(part);
        }
        root.requireAllRead();
    }

    @Test
    void a_check_that_leaves_a_field_unread_or_misses_entries_fails() {
        ObjectNode entry = JsonNodeFactory.instance.objectNode().put("read", 1).put("forgotten", 2);
        assertThatThrownBy(() ->
                        Vectors.each(JsonNodeFactory.instance.arrayNode().add(entry), 1, vector -> vector.get("read")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("forgotten");
        assertThatThrownBy(() -> Vectors.each(JsonNodeFactory.instance.arrayNode(), 1, vector -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("number of vectors");
    }

    @Test
    void the_recorded_submissions_of_all_scenarios_decode_and_encode() {
        StorageEntry entry = Vectors.metadata().storage("Network", "SubnetConsensusSubmission");
        int[] submissions = {0};
        Vectors.json("scp-outcomes.json").get("scenarios").forEach(scenario -> {
            if (scenario.get("submissionAtEpochEnd").hasNonNull("raw")) {
                VectorEntry vector = new VectorEntry(scenario.get("submissionAtEpochEnd"), "submission");
                Value value = entry.decodePresent(vector.hex("raw"));
                assertThat(entry.encode(value)).isEqualTo(vector.hex("raw"));
                assertThat(Vectors.normal(ValueJson.write(value))).isEqualTo(vector.get("decoded"));
                vector.requireAllRead();
                submissions[0]++;
            }
        });
        assertThat(submissions[0]).isEqualTo(19);
    }
}
