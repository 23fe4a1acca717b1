package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.proofs.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fault proofs as files: the canonical bytes and nothing else. */
public final class ProofFile {

    private ProofFile() {}

    /**
     * Reads the bytes of a proof without judging them.
     *
     * @throws IOException when the file cannot be read or is larger than a proof can be
     */
    public static byte[] read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(FaultProof.MAX_BYTES + 1);
        }
        if (bytes.length > FaultProof.MAX_BYTES) {
            throw new IOException(file + " is larger than a fault proof can be (" + FaultProof.MAX_BYTES + " bytes)");
        }
        return bytes;
    }

    /** Writes a proof so that the file is either complete or not there, also after a crash. */
    public static void write(Path file, FaultProof proof) throws IOException {
        WholeFile.write(file, proof.toBytes());
    }
}
