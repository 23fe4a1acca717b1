package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallVectorsTest {

    @Test
    void every_call_encodes_to_its_bytes_and_reads_back() {
        for (Metadata metadata : List.of(Vectors.metadata(), Vectors.metadataV15())) {
            Vectors.each(Vectors.json("calls.json").get("calls"), 49, entry -> {
                entry.descriptive("checkedWithSecondEncoder");
                String label = entry.text("label");
                Pallet pallet = metadata.pallet(entry.text("pallet"));
                TypeVariant call = pallet.call(entry.text("call")).orElseThrow();
                assertThat(pallet.index()).isEqualTo(entry.get("palletIndex").asInt());
                assertThat(call.index()).isEqualTo(entry.get("callIndex").asInt());

                JsonNode arguments = new PolkadotForm(metadata).asVariants(entry.get("args"));
                Map<String, Value> values = new ValueJson(metadata.types()).readFields(call.fields(), arguments);
                byte[] encoded = metadata.call(pallet.name(), call.name(), values);
                assertThat(Hex.encode(encoded)).as(label).isEqualTo(entry.text("callHex"));

                DecodedCall decoded = metadata.decodeCall(encoded);
                assertThat(decoded.qualifiedName()).isEqualTo(pallet.name() + "." + call.name());
                assertThat(decoded.arguments()).as(label).isEqualTo(values);
                assertThat(Vectors.normal(ValueJson.write(decoded.arguments())))
                        .as(label)
                        .isEqualTo(Vectors.normal(arguments));
            });
        }
    }

    @Test
    void an_overwatch_commit_is_the_digest_of_weight_and_salt() {
        VectorEntry commit = new VectorEntry(Vectors.json("calls.json").get("overwatchCommit"), "overwatchCommit");
        commit.descriptive("description");
        byte[] encoded = new ScaleWriter()
                .u128(new BigInteger(commit.text("weight")))
                .bytes(commit.hex("salt"))
                .toBytes();
        assertThat(encoded).isEqualTo(commit.hex("encoded"));
        assertThat(Blake2b.hash256(encoded)).hasToString(commit.text("commitHash"));
        commit.requireAllRead();
    }
}
