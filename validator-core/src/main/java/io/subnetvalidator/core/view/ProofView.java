package io.subnetvalidator.core.view;

import java.util.Optional;

/**
 * A fault proof held by the service.
 *
 * @param digest content address in hexadecimal
 * @param reason code of the fault
 * @param meaning the fault in words
 */
public record ProofView(
        String digest, long accused, long epoch, String reason, String meaning, int bytes, Optional<String> file) {}
