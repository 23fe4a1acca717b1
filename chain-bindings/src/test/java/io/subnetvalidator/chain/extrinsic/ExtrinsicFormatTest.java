package io.subnetvalidator.chain.extrinsic;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.metadata.Metadata;
import io.subnetvalidator.chain.metadata.MetadataException;
import io.subnetvalidator.chain.metadata.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtrinsicFormatTest {

    @Test
    void the_format_of_the_chain_is_supported_in_both_metadata_versions() {
        for (Metadata metadata : List.of(Vectors.metadata(), Vectors.metadataV15())) {
            assertThatCode(() -> ExtrinsicFormat.requireSupported(metadata)).doesNotThrowAnyException();
        }
    }

    @Test
    void an_unknown_signed_extension_means_that_nothing_is_signed() {
        for (byte[] original : new byte[][] {Vectors.hex("metadata-v14.hex"), Vectors.hex("metadata-v15.hex")}) {
            Metadata changed = Metadata.decode(replaced(original, "CheckWeight", "CheckHeight"));
            assertThatThrownBy(() -> ExtrinsicFormat.requireSupported(changed))
                    .isInstanceOf(MetadataException.class)
                    .hasMessageContaining("nothing can be signed for this runtime")
                    .hasMessageContaining("CheckNonce, CheckHeight, ChargeTransactionPayment");
        }
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }
}
