package io.subnetvalidator.chain.extrinsic;

import io.subnetvalidator.chain.metadata.ExtrinsicMetadata;
import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.MetadataException;
import io.subnetvalidator.chain.metadata.TypePrinter;
import java.util.List;

/** The one extrinsic format that this package writes, and the check that a runtime uses it. */
public final class ExtrinsicFormat {

    /** Signed extensions in order, with what they put into the extrinsic and what they add to the signed bytes. */
    private static final List<Extension> EXTENSIONS = List.of(
            new Extension("CheckNonZeroSender", "()", "()"),
            new Extension("CheckSpecVersion", "()", "u32"),
            new Extension("CheckTxVersion", "()", "u32"),
            new Extension("CheckGenesis", "()", "[u8; 32]"),
            new Extension("CheckMortality", "Era", "[u8; 32]"),
            new Extension("CheckNonce", "Compact<u32>", "()"),
            new Extension("CheckWeight", "()", "()"),
            new Extension("ChargeTransactionPayment", "Compact<u128>", "()"));

    private record Extension(String identifier, String extra, String additional) {}

    private ExtrinsicFormat() {}

    /** Identifiers of the signed extensions, in order. */
    public static List<String> signedExtensions() {
        return EXTENSIONS.stream().map(Extension::identifier).toList();
    }

    /**
     * Refuses to go on when extrinsics of this package would not be what the runtime expects.
     *
     * @throws MetadataException with the difference: another format version, address, signature or signed extension
     */
    public static void requireSupported(Metadata metadata) {
        ExtrinsicMetadata extrinsic = metadata.extrinsic();
        TypePrinter printer = metadata.printer();
        require("extrinsic format version", "4", Integer.toString(extrinsic.version()));
        require("address", "[u8; 20]", printer.shape(extrinsic.addressType()));
        require("signature", "[u8; 65]", printer.shape(extrinsic.signatureType()));
        List<ExtrinsicMetadata.SignedExtension> found = extrinsic.signedExtensions();
        require(
                "list of signed extensions",
                String.join(", ", signedExtensions()),
                String.join(
                        ", ",
                        found.stream()
                                .map(ExtrinsicMetadata.SignedExtension::identifier)
                                .toList()));
        for (int i = 0; i < found.size(); i++) {
            Extension known = EXTENSIONS.get(i);
            require(
                    "extra data of " + known.identifier(),
                    known.extra(),
                    extra(metadata, printer, found.get(i).type()));
            require(
                    "additional data of " + known.identifier(),
                    known.additional(),
                    printer.shape(found.get(i).additionalType()));
        }
    }

    /** The era is an enumeration of 256 variants, so it goes by its name. */
    private static String extra(Metadata metadata, TypePrinter printer, int type) {
        String name = metadata.types().get(metadata.types().unwrapped(type)).name();
        return name.equals("Era") ? name : printer.shape(type);
    }

    private static void require(String what, String known, String found) {
        if (!known.equals(found)) {
            throw new MetadataException("nothing can be signed for this runtime: its " + what + " is [" + found
                    + "], but only [" + known + "] is known; a newer version of this software is needed");
        }
    }
}
