package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.kernel.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roots and output digests of the golden Mixtral, Falcon and Bloom models, published as in {@link CanonicalDigestTest}. */
class FamilyDigestTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "bloom-6heads-bf16, 0x87bd7612fb03166f965e697fc19631cb311e06ed557ad93755b92019130e2966, 0x56caf34b05077d79d2b74d49c64114dd9b0ab7010fcefb09245d31eafa7cf98f",
        "bloom-8heads-f16, 0xfd01ef61c884d6fa3ac1cc0ecee200925be5a24189727fddd8c829cab45c87d7, 0xb80d513aa367a59aa8798d93845a8822c3691ade3d392f1b6c59f65a2c94b950",
        "falcon-grouped-bias-f16, 0xd62a0b942cf8d8505a4e61a492f7ebd1ec3fd91f10b8c8e56a43a2f8c0634a68, 0x7167b900f4f69996f939ad91e4e488ec18f029bdc0ae08368abf30f800134859",
        "falcon-grouped-onenorm-bf16, 0xc7be1273f480eab447806049e6cac970ccbd3b8445a46aa40c448815a59c9201, 0x57dae8fbacee053e3063446a5f8b4eebe3589cd83d228242f91a6d60191c2d70",
        "falcon-multiquery-bf16, 0x8f366f98a9413f4e0215012df28a8e735eeffa5f0ccd64d15cda40f3405dfb52, 0x765a50c29457e5fd8cf985740c38a16b65a080eccaa71114534c5a8bd48717a2",
        "mixtral-bf16, 0xd22551ad9b3a856fea25adaecf29e63475d4f5888bc81c8a3d0930f3b4ac4da6, 0x3cab5050a2ae50d50716c7f9dd3489dea95228e8948d1a60b42c3e1e50e02d8a"
    })
    void every_kernel_and_every_prefill_gives_the_published_digest(String name, String root, String digest)
            throws IOException {
        Path golden = Path.of("src/test/resources/golden", name);
        int[] ids = ids(SafetensorsFile.open(golden.resolve("golden.safetensors")));
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.best())) {
            ReferenceModel model = ReferenceModel.open(golden, kernels);
            assertThat(model.root()).isEqualTo(Hash256.parse(root));
            for (int prefill : new int[] {1, 10, ids.length}) {
                assertThat(new ModelRun(model, ids, prefill).writeTo(directory.resolve("out.safetensors")))
                        .as("%s, prefill %d", kernels.name(), prefill)
                        .isEqualTo(Hash256.parse(digest));
            }
        }
    }

    private static int[] ids(SafetensorsFile golden) {
        TensorInfo tensor = golden.tensor("input_ids").orElseThrow();
        ByteBuffer bytes = golden.map(tensor, 0, Math.toIntExact(tensor.bytes()));
        int[] ids = new int[bytes.remaining() / Long.BYTES];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Math.toIntExact(bytes.getLong());
        }
        return ids;
    }
}
