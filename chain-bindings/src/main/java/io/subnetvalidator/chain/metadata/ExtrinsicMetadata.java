package io.subnetvalidator.chain.metadata;

import java.util.List;

/**
 * How the runtime wants its extrinsics.
 *
 * @param version format version, 4
 * @param addressType type of the signer
 * @param callType type of the call
 * @param signatureType type of the signature
 * @param signedExtensions in the order in which they enter the extrinsic
 */
public record ExtrinsicMetadata(
        int version, int addressType, int callType, int signatureType, List<SignedExtension> signedExtensions) {

    /**
     * A signed extension.
     *
     * @param type what it puts into the extrinsic
     * @param additionalType what it adds to the signed payload
     */
    public record SignedExtension(String identifier, int type, int additionalType) {}

    public ExtrinsicMetadata {
        signedExtensions = List.copyOf(signedExtensions);
    }
}
