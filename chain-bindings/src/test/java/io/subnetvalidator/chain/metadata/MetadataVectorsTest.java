package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.extrinsic.BlockHeader;
import io.subnetvalidator.chain.extrinsic.ExtrinsicFormat;
import io.subnetvalidator.chain.types.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class MetadataVectorsTest {

    @Test
    void versions_14_and_15_describe_the_same_runtime() {
        Metadata v14 = Vectors.metadata();
        Metadata v15 = Vectors.metadataV15();
        assertThat(v14.version()).isEqualTo(14);
        assertThat(v15.version()).isEqualTo(15);
        assertThat(view(v14)).hasSizeGreaterThan(1000).isEqualTo(view(v15));
        assertThat(v14.runtimeApis()).isEmpty();
        assertThat(v15.runtimeApis()).extracting(RuntimeApi::name).contains("Core", "Metadata", "NetworkRuntimeApi");
    }

    /** Everything a pallet offers as text, free of type numbers, which the two versions give out differently. */
    private static List<String> view(Metadata metadata) {
        TypePrinter print = metadata.printer();
        List<String> view = new ArrayList<>();
        for (Pallet pallet : metadata.pallets()) {
            String name = pallet.index() + " " + pallet.name() + " ";
            view.add(name + pallet.storagePrefix());
            pallet.calls().forEach(call -> view.add(name + "call " + variant(print, call)));
            pallet.events().forEach(event -> view.add(name + "event " + variant(print, event)));
            pallet.errors().forEach(error -> view.add(name + "error " + variant(print, error)));
            pallet.constants()
                    .forEach(constant ->
                            view.add(name + "constant " + constant.name() + " " + print.name(constant.type()) + " "
                                    + print.shape(constant.type()) + " " + constant.raw() + constant.docs()));
            pallet.storage()
                    .forEach(item -> view.add(name + "storage " + item.name() + item.modifier() + item.hashers()
                            + item.keyTypes().stream().map(print::shape).toList()
                            + print.name(item.valueType()) + print.shape(item.valueType()) + item.defaultValue()
                            + item.docs()));
        }
        ExtrinsicMetadata extrinsic = metadata.extrinsic();
        view.add(extrinsic.version() + " " + print.shape(extrinsic.addressType())
                + print.shape(extrinsic.signatureType()) + print.name(extrinsic.callType()));
        extrinsic
                .signedExtensions()
                .forEach(extension -> view.add(extension.identifier()
                        + print.shape(extension.type())
                        + print.shape(extension.additionalType())));
        return view;
    }

    private static String variant(TypePrinter print, TypeVariant variant) {
        return variant.index() + " " + variant.name()
                + variant.fields().stream()
                        .map(field ->
                                field.name() + print.name(field.type()) + print.shape(field.type()) + field.typeName())
                        .collect(Collectors.joining(", "))
                + variant.docs();
    }

    @Test
    void chain_identity_agrees() {
        VectorEntry chain = new VectorEntry(Vectors.json("chain.json"), "chain.json");
        chain.descriptive(
                "description",
                "source",
                "note",
                "chainName",
                "properties",
                "genesisHash",
                "vectorsTakenAt",
                "prepared",
                "preparationSteps");
        for (Metadata metadata : List.of(Vectors.metadata(), Vectors.metadataV15())) {
            assertThat(ExtrinsicFormat.signedExtensions()).isEqualTo(texts(chain.get("signedExtensions")));
            ExtrinsicFormat.requireSupported(metadata);
            List<String> pallets = new ArrayList<>();
            Vectors.each(
                    chain.get("pallets"),
                    25,
                    entry -> pallets.add(entry.get("index").asInt() + " " + entry.text("name")));
            assertThat(metadata.pallets().stream().map(pallet -> pallet.index() + " " + pallet.name()))
                    .containsExactlyElementsOf(pallets);
            requireRuntimeVersion(metadata, chain.object("runtimeVersion"));
        }

        VectorEntry genesis = chain.object("specGenesis");
        genesis.descriptive("note");
        BlockHeader header = BlockHeader.decode(genesis.hex("header"));
        assertThat(header.hash()).hasToString(genesis.text("hash"));
        assertThat(header.stateRoot()).hasToString(genesis.text("stateRoot"));
        assertThat(header.encode()).isEqualTo(genesis.hex("header"));
        genesis.requireAllRead();

        VectorEntry versions = chain.object("metadataVersions");
        RuntimeCalls calls = Vectors.metadataV15().runtimeCalls();
        assertThat(ValueJson.write(calls.decode("Metadata_metadata_versions", versions.hex("raw"))))
                .hasToString(versions.get("decoded").toString());
        versions.requireAllRead();
        chain.requireAllRead();
    }

    /** The version is also a constant of the runtime; its list of APIs has another order there. */
    private static void requireRuntimeVersion(Metadata metadata, VectorEntry version) {
        Value constant = metadata.constant("System", "Version");
        assertThat(constant.field("spec_name").asText()).isEqualTo(version.text("specName"));
        assertThat(constant.field("impl_name").asText()).isEqualTo(version.text("implName"));
        assertThat(constant.field("authoring_version").asInt())
                .isEqualTo(version.get("authoringVersion").asInt());
        assertThat(constant.field("spec_version").asInt())
                .isEqualTo(version.get("specVersion").asInt());
        assertThat(constant.field("impl_version").asInt())
                .isEqualTo(version.get("implVersion").asInt());
        assertThat(constant.field("transaction_version").asInt())
                .isEqualTo(version.get("transactionVersion").asInt());
        assertThat(constant.field("system_version").asInt())
                .isEqualTo(version.get("stateVersion").asInt());
        assertThat(sortedItems(ValueJson.write(constant.field("apis")))).isEqualTo(sortedItems(version.get("apis")));
        version.requireAllRead();
    }

    private static Set<String> sortedItems(JsonNode list) {
        Set<String> items = new TreeSet<>();
        list.forEach(item -> items.add(item.toString()));
        assertThat(items).hasSize(list.size());
        return items;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void every_constant_decodes_to_its_value_and_back() {
        Metadata metadata = Vectors.metadata();
        int[] count = {0};
        Vectors.each(Vectors.json("constants.json").get("constants"), 45, entry -> {
            entry.descriptive("typeName");
            PalletConstant constant = metadata.pallet(entry.text("pallet"))
                    .constant(entry.text("name"))
                    .orElseThrow();
            assertThat(constant.type()).isEqualTo(entry.get("type").asInt());
            assertThat(constant.raw()).hasToString(entry.text("raw"));
            Value value = metadata.constant(entry.text("pallet"), entry.text("name"));
            assertThat(Vectors.normal(ValueJson.write(value)))
                    .as(entry.toString())
                    .isEqualTo(entry.get("value"));
            assertThat(metadata.codec().encode(constant.type(), value)).isEqualTo(entry.hex("raw"));
            assertThat(new ValueJson(metadata.types()).read(constant.type(), entry.get("value")))
                    .isEqualTo(value);
            count[0]++;
        });
        assertThat(metadata.pallets().stream()
                        .mapToInt(pallet -> pallet.constants().size())
                        .sum())
                .isEqualTo(count[0]);
    }

    @Test
    void every_error_has_its_name_and_documentation() {
        Metadata metadata = Vectors.metadata();
        int[] count = {0};
        Vectors.each(Vectors.json("errors.json").get("pallets"), 17, pallet -> {
            int index = pallet.get("index").asInt();
            Vectors.each(pallet.get("errors"), 1, entry -> {
                int errorIndex = entry.get("index").asInt();
                DispatchError error = metadata.error(index, new byte[] {(byte) errorIndex, 0, 0, 0});
                assertThat(error.text()).isEqualTo(pallet.text("pallet") + "." + entry.text("name"));
                assertThat(error).isInstanceOfSatisfying(DispatchError.Module.class, module -> {
                    assertThat(String.join(" ", module.docs()).strip()).isEqualTo(entry.text("docs"));
                    assertThat(module.palletIndex()).isEqualTo(index);
                    assertThat(module.errorIndex()).isEqualTo(errorIndex);
                });
                count[0]++;
            });
        });
        assertThat(metadata.pallets().stream()
                        .mapToInt(pallet -> pallet.errors().size())
                        .sum())
                .isEqualTo(count[0]);
    }

    @Test
    void every_dispatch_error_is_named() {
        for (Metadata metadata : List.of(Vectors.metadata(), Vectors.metadataV15())) {
            int type = metadata.types()
                    .find("sp_runtime", "DispatchError")
                    .orElseThrow()
                    .id();
            Vectors.each(Vectors.json("errors.json").get("dispatchErrors"), 19, entry -> {
                // the vectors write pallet names in lower case
                assertThat(metadata.decodeDispatchError(entry.hex("raw")).text())
                        .isEqualToIgnoringCase(entry.text("name"));
                Value value = metadata.codec().decode(type, entry.hex("raw"));
                assertThat(Vectors.normal(ValueJson.write(value))).isEqualTo(entry.get("decoded"));
                assertThat(Hex.encode(metadata.codec().encode(type, value))).isEqualTo(entry.text("raw"));
            });
        }
    }

    @Test
    void an_error_that_the_metadata_does_not_list_stays_readable() {
        Metadata metadata = Vectors.metadata();
        assertThat(metadata.error(23, new byte[] {(byte) 250, 0, 0, 0}).text()).isEqualTo("Module(23).250");
        assertThat(metadata.error(99, new byte[] {1}).text()).isEqualTo("Module(99).1");
    }
}
