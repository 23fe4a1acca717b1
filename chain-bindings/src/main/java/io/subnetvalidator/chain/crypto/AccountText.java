package io.subnetvalidator.chain.crypto;

import io.subnetvalidator.chain.types.AccountId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Accounts as text with the checksum of EIP-55, which lies in the case of the letters. */
public final class AccountText {

    private static final int DIGITS = 2 * AccountId.LENGTH;

    private AccountText() {}

    /** {@code 0x} and 40 digits, letters upper case where the keccak-256 digest of the lower case text has a nibble of 8 or more. */
    public static String format(AccountId account) {
        String lower = HexFormat.of().formatHex(account.toBytes());
        byte[] digest =
                Keccak.hash256(lower.getBytes(StandardCharsets.US_ASCII)).toBytes();
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < DIGITS; i++) {
            int nibble = (digest[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xF;
            text.append(nibble >= 8 ? Character.toUpperCase(lower.charAt(i)) : lower.charAt(i));
        }
        return text.toString();
    }

    /**
     * Reads an address. Text in one case carries no checksum and is taken as it is; text in mixed case must have the right one.
     *
     * @throws IllegalArgumentException when it is no address, or the checksum is wrong (a mistyped digit)
     */
    public static AccountId parse(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.length() != DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "an account is 0x and 40 hexadecimal digits, not \"" + shortened(text) + "\"");
        }
        AccountId account = AccountId.of(HexFormat.of().parseHex(digits));
        boolean mixed = digits.chars().anyMatch(c -> c >= 'a' && c <= 'f')
                && digits.chars().anyMatch(c -> c >= 'A' && c <= 'F');
        if (mixed && !format(account).substring(2).equals(digits)) {
            throw new IllegalArgumentException(
                    "the checksum of account " + text
                            + " is wrong: check the digits against the source, or write all letters in lower case to skip the check");
        }
        return account;
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
