package io.subnetvalidator.core.view;

/** One validator of the process. {@code duty} is its last duty in one sentence. */
public record ValidatorView(
        long node, String hotkey, String state, String duty, long ledgerEntries, long proposals, long attestations) {}
