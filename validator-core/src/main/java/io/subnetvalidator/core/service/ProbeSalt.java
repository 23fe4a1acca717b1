package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The secret from which a validator draws plans and prompts; kept, so that plans can be shown to be what they were. Nodes answer a
 * peer under one commitment per epoch, so that everything that asks under its key takes the commitment from here.
 *
 * @param secret known to this validator only
 */
record ProbeSalt(Hash256 secret) {

    private static final String FILE = "probe-salt";
    private static final String DOMAIN = "subnet-validator/epoch-salt/1";

    /**
     * The salt of a data directory, drawn when there is none yet.
     *
     * @throws IOException when the file cannot be used
     */
    static ProbeSalt in(Path directory, SecureRandom random) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            try {
                return new ProbeSalt(Hash256.parse(Files.readString(file).strip()));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " does not hold a salt: " + e.getMessage(), e);
            }
        }
        byte[] fresh = new byte[Hash256.LENGTH];
        random.nextBytes(fresh);
        ProbeSalt salt = new ProbeSalt(Hash256.of(fresh));
        Files.writeString(file, salt.secret() + "\n");
        return salt;
    }

    /** The salt of an epoch's prompts. */
    Hash256 of(Epoch epoch) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(epoch.value()).array();
        return Blake2b.domainHash(DOMAIN, secret.toBytes(), number);
    }

    /** What the sessions of an epoch commit to: the salt of the one behind it. */
    Hash256 commitment(Epoch epoch) {
        return SaltAnchor.commitment(of(epoch.next()));
    }
}
