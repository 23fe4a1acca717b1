package io.subnetvalidator.chain.extrinsic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.crypto.AccountSignatures;
import io.subnetvalidator.chain.crypto.AccountText;
import io.subnetvalidator.chain.crypto.Keccak;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.ValueJson;
import io.subnetvalidator.chain.metadata.VectorEntry;
import io.subnetvalidator.chain.metadata.Vectors;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtrinsicVectorsTest {

    @Test
    void every_intermediate_value_of_every_extrinsic_agrees() {
        Metadata metadata = Vectors.metadata();
        Metadata v15 = Vectors.metadataV15();
        Vectors.each(Vectors.json("extrinsics.json").get("extrinsics"), 12, entry -> {
            String label = entry.text("label") + ", " + entry.text("era");
            VectorEntry signer = entry.object("signer");
            signer.descriptive("path");
            AccountKey key = AccountKey.parse(signer.text("privateKey"));
            assertThat(key.account()).hasToString(signer.text("address"));
            assertThat(AccountText.format(key.account())).isEqualTo(signer.text("addressChecksummed"));
            assertThat(Hex.encode(key.publicKey())).isEqualTo(signer.text("publicKeyCompressed"));
            signer.requireAllRead();

            ChainIdentity chain = new ChainIdentity(
                    entry.get("specVersion").asLong(),
                    entry.get("transactionVersion").asLong(),
                    Hash256.parse(entry.text("genesisHash")));
            SigningPayload payload = payload(entry, chain);
            assertThat(Hex.encode(payload.era().encode())).as(label).isEqualTo(entry.text("eraHex"));
            assertThat(Hex.encode(payload.extra())).as(label).isEqualTo(entry.text("extraHex"));
            assertThat(Hex.encode(payload.additional())).as(label).isEqualTo(entry.text("implicitHex"));
            assertThat(Hex.encode(payload.bytes())).as(label).isEqualTo(entry.text("payloadHex"));
            assertThat(payload.bytes()).hasSize(entry.get("payloadLength").asInt());
            assertThat(payload.bytes().length > 256)
                    .isEqualTo(entry.get("payloadHashedFirst").asBoolean());
            assertThat(Hex.encode(payload.message())).as(label).isEqualTo(entry.text("signedMessageHex"));
            assertThat(Keccak.hash256(payload.message())).as(label).hasToString(entry.text("keccak256Hex"));

            SignedExtrinsic extrinsic = SignedExtrinsic.sign(payload, key.account(), key::sign);
            requireSignature(entry.object("signature"), extrinsic.signature().toBytes());
            assertThat(Hex.encode(extrinsic.encode())).as(label).isEqualTo(entry.text("extrinsicHex"));
            assertThat(extrinsic.hash()).as(label).hasToString(entry.text("extrinsicHash"));
            assertThat(Extrinsic.decode(entry.hex("extrinsicHex"))).as(label).isEqualTo(extrinsic);
            assertThat(extrinsic.isSignedFor(chain, payload.eraHash())).isTrue();
            assertThat(extrinsic.isSignedFor(
                            new ChainIdentity(chain.specVersion(), 2, chain.genesisHash()), payload.eraHash()))
                    .isFalse();
            assertThat(metadata.decodeCall(entry.hex("callHex")).qualifiedName())
                    .isEqualToIgnoringCase(callName(entry.text("label")));

            VectorEntry validity = entry.object("validity");
            assertThat(Vectors.normal(ValueJson.write(v15.runtimeCalls()
                            .decode("TaggedTransactionQueue_validate_transaction", validity.hex("raw")))))
                    .isEqualTo(validity.get("decoded"));
            validity.requireAllRead();
        });
    }

    private static SigningPayload payload(VectorEntry entry, ChainIdentity chain) {
        VectorEntry mortality = entry.object("mortality");
        Hash256 birthHash = Hash256.parse(mortality.text("birthBlockHash"));
        Balance tip = Balance.of(new BigInteger(entry.text("tip")));
        long nonce = entry.get("nonce").asLong();
        byte[] call = entry.hex("callHex");
        if (mortality.has("immortal")) {
            assertThat(mortality.get("immortal").asBoolean()).isTrue();
            mortality.requireAllRead();
            assertThat(entry.text("era")).isEqualTo("immortal");
            return SigningPayload.immortal(call, nonce, tip, chain);
        }
        BlockNumber current = BlockNumber.of(mortality.get("birthBlock").asLong());
        Era era = Era.mortal(mortality.get("period").asInt(), current);
        assertThat(era)
                .isInstanceOfSatisfying(
                        Era.Mortal.class,
                        mortal -> assertThat(mortal.phase())
                                .isEqualTo(mortality.get("phase").asInt()));
        assertThat(era.birth(current).value())
                .isEqualTo(mortality.get("birthBlock").asLong());
        mortality.requireAllRead();
        return SigningPayload.mortal(call, era, birthHash, nonce, tip, chain);
    }

    private static void requireSignature(VectorEntry expected, byte[] signature) {
        assertThat(Hex.encode(signature)).isEqualTo(expected.text("hex"));
        assertThat(Hex.encode(Arrays.copyOfRange(signature, 0, 32))).isEqualTo(expected.text("r"));
        assertThat(Hex.encode(Arrays.copyOfRange(signature, 32, 64))).isEqualTo(expected.text("s"));
        assertThat((int) signature[64]).isEqualTo(expected.get("v").asInt());
        expected.requireAllRead();
    }

    private static String callName(String label) {
        String name = label.contains(",") ? label.substring(0, label.indexOf(',')) : label;
        return name.contains(".") ? name : "network." + name;
    }

    /** The first four and the last variants sign an attestation or a long proposal; which one is told by what the runtime accepts. */
    @Test
    void signature_variants_are_taken_and_refused_as_the_runtime_does() {
        JsonNode file = Vectors.json("extrinsics.json");
        Vectors.each(file.get("signatureVariants"), 6, entry -> {
            entry.descriptive("validity");
            boolean accepted = entry.get("accepted").asBoolean();
            boolean recovered = false;
            for (JsonNode extrinsic : file.get("extrinsics")) {
                Optional<String> signer = AccountSignatures.recover(
                                Hex.decode(extrinsic.get("signedMessageHex").asText()), entry.hex("signature"))
                        .map(Object::toString);
                recovered |= signer.equals(
                        Optional.of(extrinsic.get("signer").get("address").asText()));
            }
            assertThat(recovered).as(entry.text("label")).isEqualTo(accepted);
        });
    }
}
