package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorChunkTest {

    private static final String UP = "model.layers.0.mlp.up_proj.weight";

    /** Rows of one full piece and a part of one, and of two full pieces and a part. */
    private static final TinyShape SHAPE = new TinyShape(64, 320, 600, 1, 4, 2, 64);

    @TempDir
    private Path directory;

    private ReferenceModel model;

    @BeforeEach
    void write_model() {
        TinyModel.write(directory, 3, SHAPE);
        model = ReferenceModel.open(directory);
    }

    @Test
    void a_tensor_digest_is_the_merkle_root_over_pieces_of_256_values_row_by_row() {
        SafetensorsFile file = SafetensorsFile.open(directory.resolve("model.safetensors"));
        for (TensorDigest tensor : model.manifest().tensors()) {
            TensorInfo info = file.tensor(tensor.name()).orElseThrow();
            byte[] all = new byte[(int) info.bytes()];
            file.map(info, 0, all.length).get(all);
            int rowBytes = 2 * info.shape().get(info.shape().size() - 1).intValue();
            List<byte[]> leaves = new ArrayList<>();
            for (int row = 0; row < all.length; row += rowBytes) {
                for (int at = 0; at < rowBytes; at += 512) {
                    leaves.add(Arrays.copyOfRange(all, row + at, row + Math.min(rowBytes, at + 512)));
                }
            }
            assertThat(tensor.digest())
                    .as(tensor.name())
                    .isEqualTo(MerkleTree.over(leaves).root());
        }
    }

    @Test
    void every_piece_of_a_tensor_is_shown_to_belong_to_the_model() {
        Hash256 root = model.root();
        for (int row : new int[] {0, 1, 255, 599}) {
            for (int block = 0; block < 2; block++) {
                TensorChunk chunk = model.chunk(UP, row, block);
                assertThat(chunk.belongsTo(root)).isTrue();
                assertThat(chunk.values()).hasSize(block == 0 ? 256 : 64).isEqualTo(weights(UP, row, block));
            }
        }
        TensorChunk norm = model.chunk("model.norm.weight", 0, 1);
        assertThat(norm.belongsTo(root)).isTrue();
        assertThat(norm.values()).hasSize(64);
    }

    @Test
    void nothing_about_a_piece_can_be_changed() {
        TensorChunk good = model.chunk(UP, 5, 1);
        Hash256 root = model.root();
        TensorDigest tensor = good.tensor();
        byte[] flipped = good.bytes().toBytes();
        flipped[9] ^= 0x40;
        TensorDigest renamed =
                new TensorDigest("model.layers.0.mlp.gate_proj.weight", tensor.type(), tensor.shape(), tensor.digest());
        TensorDigest retyped = new TensorDigest(UP, DataType.F16, tensor.shape(), tensor.digest());
        TensorDigest reshaped = new TensorDigest(UP, tensor.type(), List.of(300L, 640L), tensor.digest());
        TensorChunk other = model.chunk(UP, 6, 1);

        List<TensorChunk> forged = List.of(
                with(good, tensor, 5, 1, flipped, good.piecePath()),
                with(good, tensor, 6, 1, good.bytes().toBytes(), good.piecePath()),
                with(good, tensor, 5, 0, good.bytes().toBytes(), good.piecePath()),
                with(good, tensor, -1, 1, good.bytes().toBytes(), good.piecePath()),
                with(good, tensor, 5, 2, good.bytes().toBytes(), good.piecePath()),
                with(good, tensor, 5, 1, Arrays.copyOf(flipped, 100), good.piecePath()),
                with(good, tensor, 5, 1, good.bytes().toBytes(), other.piecePath()),
                with(good, tensor, 5, 1, good.bytes().toBytes(), List.of()),
                with(good, renamed, 5, 1, good.bytes().toBytes(), good.piecePath()),
                with(good, retyped, 5, 1, good.bytes().toBytes(), good.piecePath()),
                with(good, reshaped, 5, 1, good.bytes().toBytes(), good.piecePath()));
        assertThat(forged).noneMatch(chunk -> chunk.belongsTo(root));
        assertThat(good.belongsTo(Hash256.of(new byte[32]))).isFalse();
    }

    @Test
    void a_piece_survives_its_encoding_and_stays_small() {
        TensorChunk chunk = model.chunk(UP, 77, 0);
        ScaleWriter out = new ScaleWriter();
        chunk.encode(out);
        assertThat(TensorChunk.decode(new ScaleReader(out.toBytes()))).isEqualTo(chunk);
        assertThat(out.size()).isLessThan(512 + 32 * 16 + 100);
    }

    @Test
    void pieces_that_do_not_exist_are_refused_by_name() {
        assertThatThrownBy(() -> model.chunk("nothing", 0, 0)).hasMessageContaining("no tensor 'nothing'");
        assertThatThrownBy(() -> model.chunk(UP, 600, 0)).hasMessageContaining("row 600, block 0");
        assertThatThrownBy(() -> model.chunk(UP, 0, 2)).hasMessageContaining("600 rows of 2 blocks");
    }

    @Test
    void a_tensor_of_more_pieces_than_a_digest_covers_is_refused() {
        assertThatThrownBy(() -> PieceGrid.of("big", DataType.U8, List.of(1L << 31, 1L)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'big' of the shape [2147483648, 1] has more pieces");
        assertThat(PieceGrid.of("empty", DataType.F32, List.of(4L, 0L)).count()).isZero();
        assertThat(PieceGrid.of("single", DataType.F32, List.of()).count()).isOne();
    }

    private float[] weights(String name, int row, int block) {
        SafetensorsFile file = SafetensorsFile.open(directory.resolve("model.safetensors"));
        TensorInfo info = file.tensor(name).orElseThrow();
        float[] values = new float[block == 0 ? 256 : 64];
        info.type().widen(file.map(info, 2L * (row * 320 + block * 256), 2 * values.length), values);
        return values;
    }

    private static TensorChunk with(
            TensorChunk chunk, TensorDigest tensor, long row, int block, byte[] bytes, List<Hash256> piecePath) {
        return new TensorChunk(
                tensor, chunk.position(), chunk.tensors(), row, block, Bytes.of(bytes), piecePath, chunk.tensorPath());
    }
}
