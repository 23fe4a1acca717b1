package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.proofs.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Comparison profiles as files: the canonical bytes and nothing else. */
public final class ProfileFile {

    private ProfileFile() {}

    /** @throws IOException when the file cannot be read or is no profile; the message names the file */
    public static ComparisonProfile read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(ComparisonProfile.MAX_BYTES + 1);
        }
        if (bytes.length > ComparisonProfile.MAX_BYTES) {
            throw new IOException(
                    file + " is larger than a comparison profile can be (" + ComparisonProfile.MAX_BYTES + " bytes)");
        }
        try {
            return ComparisonProfile.fromBytes(bytes);
        } catch (ScaleException e) {
            throw new IOException(file + " is no comparison profile: " + e.getMessage(), e);
        }
    }

    /** Writes a profile so that the file is either complete or not there. */
    public static void write(Path file, ComparisonProfile profile) throws IOException {
        WholeFile.write(file, profile.toBytes());
    }
}
