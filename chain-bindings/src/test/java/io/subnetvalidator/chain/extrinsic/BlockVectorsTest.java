package io.subnetvalidator.chain.extrinsic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.metadata.DecodedCall;
import io.subnetvalidator.chain.metadata.DispatchError;
import io.subnetvalidator.chain.metadata.EventRecord;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.metadata.ValueJson;
import io.subnetvalidator.chain.metadata.VectorEntry;
import io.subnetvalidator.chain.metadata.Vectors;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockVectorsTest {

    @Test
    void every_block_agrees() {
        List<Metadata> versions = List.of(Vectors.metadata(), Vectors.metadataV15());
        JsonNode blocks = Vectors.json("blocks.json").get("blocks");
        for (Metadata metadata : versions) {
            Vectors.each(blocks, 22, block -> {
                requireHeader(block);
                Vectors.each(block.get("extrinsics"), 1, extrinsic -> requireExtrinsic(metadata, extrinsic));
                requireEvents(metadata, block);
            });
        }
    }

    private static void requireHeader(VectorEntry block) {
        VectorEntry json = block.object("header");
        VectorEntry digest = json.object("digest");
        List<DigestItem> logs = new ArrayList<>();
        for (JsonNode log : digest.get("logs")) {
            ScaleReader in = new ScaleReader(Hex.decode(log.asText()));
            logs.add(DigestItem.read(in));
            in.requireEnd();
        }
        BlockHeader header = new BlockHeader(
                Hash256.parse(json.text("parentHash")),
                BlockNumber.of(Long.decode(json.text("number"))),
                Hash256.parse(json.text("stateRoot")),
                Hash256.parse(json.text("extrinsicsRoot")),
                logs);
        json.requireAllRead();
        digest.requireAllRead();
        assertThat(header.number().value()).isEqualTo(block.get("number").asLong());
        assertThat(Hex.encode(header.encode())).isEqualTo(block.text("headerScale"));
        assertThat(header.hash()).hasToString(block.text("hash"));
        assertThat(BlockHeader.decode(block.hex("headerScale"))).isEqualTo(header);
    }

    private static void requireExtrinsic(Metadata metadata, VectorEntry vector) {
        Extrinsic extrinsic = Extrinsic.decode(vector.hex("hex"));
        assertThat(Hex.encode(extrinsic.encode())).isEqualTo(vector.text("hex"));
        assertThat(extrinsic.hash()).hasToString(vector.text("hash"));
        if (extrinsic instanceof SignedExtrinsic signed) {
            assertThat(signed.signer()).hasToString(vector.text("signer"));
            assertThat(signed.nonce()).isEqualTo(vector.get("nonce").asLong());
        } else {
            assertThat(vector.get("signer").isNull()).isTrue();
            assertThat(vector.get("nonce").isNull()).isTrue();
        }
        DecodedCall call = metadata.decodeCall(extrinsic.call().toBytes());
        // the vectors write names in camel case
        assertThat(call.qualifiedName().replace("_", "")).isEqualToIgnoringCase(vector.text("call"));
        assertThat(metadata.call(call.pallet(), call.name(), call.arguments()))
                .isEqualTo(extrinsic.call().toBytes());
    }

    private static void requireEvents(Metadata metadata, VectorEntry block) {
        List<EventRecord> events = metadata.decodeEvents(block.hex("eventsRaw"));
        assertThat(Hex.encode(metadata.encodeEvents(events))).isEqualTo(block.text("eventsRaw"));
        int[] count = {0};
        Vectors.each(block.get("events"), 4, vector -> {
            EventRecord event = events.get(count[0]++);
            assertThat(phase(event.phase())).isEqualTo(vector.text("phase"));
            assertThat(event.qualifiedName()).isEqualToIgnoringCase(vector.text("event"));
            assertThat(event.palletIndex()).isEqualTo(vector.get("palletIndex").asInt());
            assertThat(event.eventIndex()).isEqualTo(vector.get("eventIndex").asInt());
            assertThat(event.topics()).hasSize(vector.get("topics").asInt());
            ObjectNode found = (ObjectNode) Vectors.normal(ValueJson.write(event.fields()));
            ObjectNode expected = (ObjectNode) vector.get("fields");
            if (expected.has("dispatch_error")) {
                requireDispatchError(
                        metadata, event, new VectorEntry(expected.get("dispatch_error"), "dispatch_error"));
                expected = expected.deepCopy().without("dispatch_error");
                found.remove("dispatch_error");
            }
            assertThat(found).as(event.qualifiedName()).isEqualTo(expected);
        });
        assertThat(events).hasSize(count[0]);
    }

    /** The vectors show the error of a failed extrinsic by its name instead of its value. */
    private static void requireDispatchError(Metadata metadata, EventRecord event, VectorEntry vector) {
        Value value = event.field("dispatch_error");
        DispatchError error = metadata.dispatchError(value);
        assertThat(error.text()).isEqualToIgnoringCase(vector.text("name"));
        assertThat(metadata.decodeDispatchError(vector.hex("raw"))).isEqualTo(error);
        if (error instanceof DispatchError.Module module) {
            assertThat(module.palletIndex()).isEqualTo(vector.get("palletIndex").asInt());
            assertThat(module.errorIndex()).isEqualTo(vector.get("errorIndex").asInt());
            assertThat(String.join(" ", module.docs()).strip()).isEqualTo(vector.text("docs"));
        }
        vector.requireAllRead();
    }

    private static String phase(EventRecord.Phase phase) {
        return phase instanceof EventRecord.Phase.ApplyExtrinsic applied
                ? Long.toString(applied.index())
                : phase.getClass().getSimpleName();
    }

    @Test
    void failed_extrinsics_name_their_error() {
        Metadata metadata = Vectors.metadata();
        List<String> failures = new ArrayList<>();
        for (JsonNode block : Vectors.json("blocks.json").get("blocks")) {
            metadata.decodeEvents(Hex.decode(block.get("eventsRaw").asText())).stream()
                    .filter(event -> event.is("System", "ExtrinsicFailed"))
                    .forEach(event -> failures.add(metadata.dispatchError(event.field("dispatch_error"))
                            .text()));
        }
        assertThat(failures)
                .containsExactly(
                        "Network.AlreadyAttested",
                        "Arithmetic.Underflow",
                        "BadOrigin",
                        "Sudo.RequireSudo",
                        "Network.InvalidHotkeySubnetNodeId");
    }
}
