package io.subnetvalidator.core.view;

import java.util.Optional;

/** Where readers find the newest snapshot and the content of proofs. */
public interface Board {

    ServiceView current();

    /** The file bytes of a fault proof by its digest in hexadecimal. */
    Optional<byte[]> proof(String digest);
}
