package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A manifest as a file: the format's name, the digest of the settings and the tensors in SCALE, and nothing else. Equal models
 * have equal files. Beside the weights, under the name {@value #NAME}, it lets a validator verify only what it loads.
 */
public final class ManifestFile {

    /** Name of the manifest in a model directory. */
    public static final String NAME = "manifest.scale";

    private static final String FORMAT = "subnet-validator/model-manifest/1";
    private static final int MAX_BYTES = 64 << 20;

    private ManifestFile() {}

    /** The manifest of a model directory, if there is one. */
    static Optional<ModelManifest> in(Path directory) {
        Path file = directory.resolve(NAME);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** @throws ModelException when the file cannot be read or is no manifest */
    public static ModelManifest read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new ModelException(file + " is larger than a manifest can be (" + MAX_BYTES + " bytes)");
        }
        try {
            return decode(bytes);
        } catch (ScaleException | ModelException e) {
            throw new ModelException(file + " is no model manifest: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a manifest so that the file is either complete or not there.
     *
     * @throws IOException when it cannot be written
     */
    public static void write(Path file, ModelManifest manifest) throws IOException {
        WholeFile.write(file, encode(manifest));
    }

    private static byte[] encode(ModelManifest manifest) {
        return new ScaleWriter()
                .string(FORMAT)
                .raw(manifest.settings().toBytes())
                .<TensorDigest>vec(manifest.tensors(), (out, tensor) -> tensor.encode(out))
                .toBytes();
    }

    private static ModelManifest decode(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        if (!in.string(FORMAT.length()).equals(FORMAT)) {
            throw in.error("it does not start with " + FORMAT);
        }
        Hash256 settings = Hash256.of(in.raw(Hash256.LENGTH));
        ModelManifest manifest =
                new ModelManifest(settings, in.vec(SafetensorsHeader.MAX_TENSORS, TensorDigest::decode));
        in.requireEnd();
        return manifest;
    }
}
