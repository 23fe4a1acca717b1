package io.subnetvalidator.core.view;

import java.util.Optional;

/** A fault proof held by the service; {@code digest} is its content address. */
public record ProofView(String digest, long accused, long epoch, String reason, int bytes, Optional<String> file) {}
