package io.subnetvalidator.proofs.model;

import java.nio.file.Path;

/** Writes tiny models with random weights, for test networks and tests. */
@SuppressWarnings("DoNotCallSuggester")
public final class TinyModel {

    private TinyModel() {}

    /**
     * Writes {@code config.json} and {@code model.safetensors} (bf16) into the directory, which is created when absent. Equal
     * arguments give equal bytes on every machine.
     */
    public static void write(Path directory, long seed, TinyShape shape) {
        throw new UnsupportedOperationException("tiny model of " + shape + " with seed " + seed + " in " + directory);
    }
}
