package io.subnetvalidator.chain.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CryptoTest {

    private static final AccountKey ALITH =
            AccountKey.parse("0x5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133");
    private static final String ALITH_TEXT = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";

    @Test
    void xxhash64_gives_the_published_values_for_every_length_class() {
        assertThat(Long.toHexString(Twox.xxHash64(ascii(""), 0))).isEqualTo("ef46db3751d8e999");
        assertThat(Long.toHexString(Twox.xxHash64(ascii("a"), 0))).isEqualTo("d24ec4f1a98c6e5b");
        assertThat(Long.toHexString(Twox.xxHash64(ascii("abc"), 0))).isEqualTo("44bc2cf5ad770999");
        assertThat(Long.toHexString(
                        Twox.xxHash64(ascii("Call me Ishmael. Some years ago--never mind how long precisely-"), 0)))
                .isEqualTo("2a2e85470d6fd96");
    }

    @Test
    void twox128_gives_the_prefixes_of_known_pallets() {
        assertThat(Hex.encode(Twox.twox128(ascii("System")))).isEqualTo("0x26aa394eea5630e07c48ae0c9558cef7");
        assertThat(Hex.encode(Twox.twox128(ascii("Network")))).isEqualTo("0xf258460b41b9b2fdb96c15e5c16fdacb");
        assertThat(Hex.encode(Twox.twox128(ascii("Account")))).isEqualTo("0xb99d880ec681799c0cf30e8886371da9");
    }

    @Test
    void keccak_is_the_ethereum_one_and_not_sha3() {
        assertThat(Keccak.hash256(new byte[0]).toString())
                .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    @Test
    void a_key_has_the_address_that_the_chain_gives_it() {
        assertThat(AccountText.format(ALITH.account())).isEqualTo(ALITH_TEXT);
        assertThat(ALITH.account()).isEqualTo(AccountId.parse(ALITH_TEXT));
    }

    @Test
    void a_key_shows_its_address_and_never_its_secret() {
        assertThat(ALITH.toString()).contains(ALITH_TEXT).doesNotContain("5fb92d6e");
        assertThatThrownBy(() -> AccountKey.parse("5fb92d6e-not-hex"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("5fb9");
    }

    @Test
    void secrets_outside_the_group_are_refused() {
        byte[] order = Hex.decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        assertThatThrownBy(() -> AccountKey.ofSecret(new byte[32])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AccountKey.ofSecret(order)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AccountKey.ofSecret(new byte[31])).hasMessageContaining("32 bytes, not 31");
        order[31]--;
        assertThat(AccountKey.ofSecret(order).account()).isNotNull();
    }

    @Test
    void every_signature_recovers_to_its_signer_with_low_s_and_v_below_two() {
        BigInteger half = Secp256k1.HALF_ORDER;
        for (int i = 0; i < 50; i++) {
            byte[] message = ascii("message " + i);
            byte[] signature = ALITH.sign(message);
            assertThat(signature).hasSize(65);
            assertThat((int) signature[64]).isBetween(0, 1);
            assertThat(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64))).isLessThanOrEqualTo(half);
            assertThat(AccountSignatures.recover(message, signature)).contains(ALITH.account());
            assertThat(ALITH.sign(message)).isEqualTo(signature);
        }
    }

    @Test
    void recovery_takes_the_forms_the_runtime_takes_and_no_garbage() {
        byte[] message = ascii("hello");
        byte[] signature = ALITH.sign(message);
        byte[] plus27 = signature.clone();
        plus27[64] = (byte) (signature[64] + 27);
        assertThat(AccountSignatures.recover(message, plus27)).contains(ALITH.account());

        byte[] highS = signature.clone();
        BigInteger s = Secp256k1.ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        byte[] sBytes = s.toByteArray();
        System.arraycopy(sBytes, sBytes.length - 32, highS, 32, 32);
        highS[64] ^= 1;
        assertThat(AccountSignatures.recover(message, highS)).contains(ALITH.account());

        byte[] wrongId = signature.clone();
        wrongId[64] ^= 1;
        assertThat(AccountSignatures.recover(message, wrongId))
                .isNotEqualTo(AccountSignatures.recover(message, signature));
        assertThat(AccountSignatures.recover(message, new byte[65])).isEmpty();
        assertThat(AccountSignatures.recover(message, new byte[64])).isEmpty();
        byte[] ones = new byte[65];
        Arrays.fill(ones, (byte) 0xFF);
        assertThat(AccountSignatures.recover(message, ones)).isEmpty();
        byte[] badId = signature.clone();
        badId[64] = 4;
        assertThat(AccountSignatures.recover(message, badId)).isEmpty();
    }

    @Test
    void a_mistyped_digit_in_a_checksummed_address_is_noticed() {
        assertThat(AccountText.parse(ALITH_TEXT)).isEqualTo(ALITH.account());
        assertThat(AccountText.parse(ALITH_TEXT.toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(ALITH.account());
        assertThatThrownBy(() -> AccountText.parse(ALITH_TEXT.replace("6cac", "6cad")))
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> AccountText.parse("0x1234")).hasMessageContaining("40 hexadecimal digits");
    }

    @Test
    void hashers_that_keep_the_key_end_with_it() {
        byte[] key = Hex.decode("0x01f40100");
        for (StorageHasher hasher : StorageHasher.values()) {
            byte[] part = hasher.apply(key);
            assertThat(part).hasSize(hasher.hashLength() + (hasher.keepsKey() ? key.length : 0));
            if (hasher.keepsKey()) {
                assertThat(part).endsWith(key);
            }
        }
        assertThat(StorageHasher.ofMetadataIndex(6)).contains(StorageHasher.IDENTITY);
        assertThat(StorageHasher.ofMetadataIndex(7)).isEmpty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
