package io.subnetvalidator.chain.extrinsic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.crypto.Keccak;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.metadata.Vectors;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The signing vectors of the chain reference, section 1.4, and its storage keys, section 8.3. */
class SigningReferenceTest {

    private static final AccountKey ALITH =
            AccountKey.parse("0x5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133");
    private static final ChainIdentity CHAIN = new ChainIdentity(
            1, 1, Hash256.parse("0x27acefd09e0434e0b1b4d47c8d3908a211c05e7ff5a391c6c2db9f54bad8eb09"));

    @Test
    void vector_a_immortal_attestation() {
        byte[] call = attest(Value.none());
        assertThat(Hex.encode(call)).isEqualTo("0x174201f4010000");
        SigningPayload payload = SigningPayload.immortal(call, 0, Balance.ZERO, CHAIN);
        assertThat(Hex.encode(payload.extra())).isEqualTo("0x000000");
        assertThat(Hex.encode(payload.additional()))
                .isEqualTo("0x0100000001000000"
                        + "27acefd09e0434e0b1b4d47c8d3908a211c05e7ff5a391c6c2db9f54bad8eb09".repeat(2));
        requireDigest(payload, "c45bedabb398dfbdc48f6a9cea2edd388f7c71c2ba5d111e641d45219c148193");
        SignedExtrinsic extrinsic = sign(payload);
        String signature =
                "9566264182a92a3ef8c8749b4b12374751041c3130d4dc72aa21a45a41f7c57c48b30085f07693685a32cf783ed0bc268ad698b9c968d7b53aca5ec5d4d67d1801";
        assertThat(extrinsic.signature()).hasToString("0x" + signature);
        assertThat(Hex.encode(extrinsic.encode()))
                .isEqualTo("0x810184f24ff3a9cf04c71dbc94d0b566f7a27b94566cac" + signature + "000000174201f4010000");
        assertThat(extrinsic.hash()).hasToString("0x604ae45c9411eb58bf7dc86d1fbf6c6850a7695d4151d89fe943cbc66b1429c4");
    }

    @Test
    void vector_b_mortal_attestation_with_data() {
        byte[] call = attest(Value.some(Value.of(repeated(0x33, 32))));
        assertThat(Hex.encode(call)).isEqualTo("0x174201f40100" + "0180" + "33".repeat(32));
        Era era = Era.mortal(16, BlockNumber.of(1000));
        SigningPayload payload =
                SigningPayload.mortal(call, era, Hash256.of(repeated(0x11, 32)), 5, Balance.ZERO, CHAIN);
        assertThat(Hex.encode(payload.extra())).isEqualTo("0x83001400");
        requireDigest(payload, "1ab26c9db02ec3260705c48175988cf09496a723b07f68e426489edcb9cdcedd");
        assertThat(sign(payload).signature())
                .hasToString(
                        "0x621131f92563f7715013ee4dfed35ab145193ba0111c1465d9c301b0f474a0f032cc0e5d4549802e86001b4ef8ec5a8509befafc647b02ff59565971fb2680e000");
    }

    @Test
    void vector_c_long_payload() {
        Map<String, Value> arguments = new LinkedHashMap<>();
        arguments.put("subnet_id", Value.of(128001));
        arguments.put(
                "data",
                Value.sequence(List.of(Value.struct(
                        Map.of("subnet_node_id", Value.of(1), "score", Value.of(BigInteger.TEN.pow(18)))))));
        arguments.put("prioritize_queue_node_id", Value.none());
        arguments.put("remove_queue_node_id", Value.none());
        arguments.put("args", Value.some(Value.of(repeated(0x22, 256))));
        arguments.put("attest_data", Value.none());
        byte[] call = Vectors.metadata().call("Network", "propose_attestation", arguments);
        assertThat(Hex.encode(call))
                .startsWith("0x174101f401000401000000000064a7b3b6e00d00000000000000000000010104" + "2222")
                .endsWith("2200");
        SigningPayload payload = SigningPayload.immortal(call, 0, Balance.ZERO, CHAIN);
        assertThat(payload.bytes()).hasSize(364);
        assertThat(Blake2b.hash256(payload.bytes()))
                .hasToString("0x44de01ef6301e72f1f5911a52ea4d0b8bb5d78fe0a35514f5b55ce05b19868a9");
        requireDigest(payload, "3933b3cf9cd9dde2c292afeb54284b179c5293345a9f815160a17d9813d7c312");
        assertThat(sign(payload).signature())
                .hasToString(
                        "0x806e12d7c789fee4520d7a5ed8860372f127c098cce492892d80667033d9ecc76a71cced6a6df1a43a8b3dc4fc86603cd0a4667216926774d5ec9863133a3fde01");
    }

    @Test
    void payloads_up_to_256_bytes_are_signed_whole() {
        // 3 bytes of extra and 72 of additional data beside the call
        SigningPayload longest = SigningPayload.immortal(new byte[181], 0, Balance.ZERO, CHAIN);
        assertThat(longest.bytes()).hasSize(256);
        assertThat(longest.message()).isEqualTo(longest.bytes());
        SigningPayload longer = SigningPayload.immortal(new byte[182], 0, Balance.ZERO, CHAIN);
        assertThat(longer.message())
                .hasSize(32)
                .isEqualTo(Blake2b.hash256(longer.bytes()).toBytes());
    }

    @Test
    void storage_keys_of_the_reference() {
        Metadata metadata = Vectors.metadata();
        Value subnet = Value.of(128001);
        Value alith = Value.of(ALITH.account());
        String account = "9dfefc73f89d24437a9c2dce5572808af24ff3a9cf04c71dbc94d0b566f7a27b94566cac";
        requireKey(metadata.storageKey("Network", "SubnetsData", subnet), "bb10ba25b56650486e69d99d70e617e901f40100");
        requireKey(metadata.storageKey("Network", "SubnetSlot", subnet), "43edf06f4bc494955dc3dd953495601701f40100");
        requireKey(
                metadata.storageKey("Network", "SubnetElectedValidator", subnet, Value.of(3)),
                "d601824e0535d19c70dba7e2304eeb7401f4010003000000");
        requireKey(
                metadata.storageKey("Network", "SubnetConsensusSubmission", subnet, Value.of(3)),
                "d538e9d3dce0f7c2a8e1b20f3a1734d601f4010003000000");
        requireKey(
                metadata.storageKey("Network", "SubnetNodesData", subnet, Value.of(1)),
                "6c207a1a60e722d5747f6ef3938ef1b201f4010001000000");
        requireKey(
                metadata.storageKey("Network", "HotkeySubnetNodeId", subnet, alith),
                "37e2c82a06dcb1105e4d8014b1b7ea7001f40100" + account);
        requireKey(
                metadata.storageKey("Network", "AccountSubnetStake", alith, subnet),
                "bcf9c6d2d20230ab2a9af505c0fc27a9" + account + "01f40100");
        assertThat(Hex.encode(metadata.storageKey("System", "Events")))
                .isEqualTo("0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7");
    }

    @Test
    void a_signer_with_another_key_is_noticed_before_anything_is_sent() {
        AccountKey other = AccountKey.parse("0x8075991ce870b93a8870eca0c0f91913d12f47948ca0fd25b49c6fa7cdbeee8b");
        SigningPayload payload = SigningPayload.immortal(new byte[] {0, 0}, 0, Balance.ZERO, CHAIN);
        assertThatThrownBy(() -> SignedExtrinsic.sign(payload, ALITH.account(), other::sign))
                .hasMessageContaining("another key");
        assertThatThrownBy(() -> SignedExtrinsic.sign(payload, ALITH.account(), message -> new byte[3]))
                .isInstanceOf(IllegalArgumentException.class);
        Hash256 wrongBirth = Hash256.of(new byte[32]);
        assertThatThrownBy(() -> new SigningPayload(payload.call(), Era.immortal(), 0, Balance.ZERO, CHAIN, wrongBirth))
                .hasMessageContaining("signs the genesis hash");
    }

    @Test
    void an_extrinsic_cut_anywhere_or_of_another_format_is_refused() {
        byte[] whole = sign(SigningPayload.immortal(attest(Value.none()), 0, Balance.ZERO, CHAIN))
                .encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Extrinsic.decode(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(ScaleException.class);
        }
        assertThatThrownBy(() -> Extrinsic.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(ScaleException.class);
        byte[] format5 = whole.clone();
        format5[2] = (byte) 0x85;
        assertThatThrownBy(() -> Extrinsic.decode(format5)).hasMessageContaining("starts with 0x84 or 0x04, not 0x85");
    }

    private static byte[] attest(Value data) {
        return Vectors.metadata().call("Network", "attest", Map.of("subnet_id", Value.of(128001), "attest_data", data));
    }

    private static SignedExtrinsic sign(SigningPayload payload) {
        return SignedExtrinsic.sign(payload, ALITH.account(), ALITH::sign);
    }

    private static void requireDigest(SigningPayload payload, String keccak) {
        assertThat(Keccak.hash256(payload.message())).hasToString("0x" + keccak);
    }

    private static void requireKey(byte[] key, String afterPallet) {
        assertThat(Hex.encode(key)).isEqualTo("0xf258460b41b9b2fdb96c15e5c16fdacb" + afterPallet);
    }

    private static byte[] repeated(int value, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
