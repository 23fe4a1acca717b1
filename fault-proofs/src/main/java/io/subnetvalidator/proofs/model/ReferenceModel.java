package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.kernel.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model directory opened for the canonical computation: the same input gives the same bits on every machine, whatever the
 * number of threads, the vector width or the way a sequence is cut. Safe for use from several threads.
 */
public final class ReferenceModel {

    private final Path directory;
    private final Kernels kernels;
    private final ModelConfig config;
    private final TensorStore store;
    private final Object lock = new Object();
    private @Nullable ModelManifest manifest;
    private @Nullable OutputHead head;

    private ReferenceModel(Path directory, Kernels kernels, ModelConfig config, TensorStore store) {
        this.directory = directory;
        this.kernels = kernels;
        this.config = config;
        this.store = store;
    }

    /**
     * Reads the configuration and the headers of the weight files and checks that every tensor is there; no weight is read yet.
     * Computes with the fastest kernels of this JVM.
     *
     * @throws ModelException when the directory is no usable model: the message names the file and the tensor or setting
     */
    public static ReferenceModel open(Path directory) {
        return open(directory, Kernels.best());
    }

    /** As {@link #open(Path)}, with chosen kernels; the results are the same. */
    public static ReferenceModel open(Path directory, Kernels kernels) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(directory + " is no directory");
        }
        ModelConfig config = ConfigFile.read(directory);
        TensorStore store = TensorStore.open(directory);
        store.requireAll(TensorLayout.of(config));
        return new ReferenceModel(directory, kernels, config, store);
    }

    public Path directory() {
        return directory;
    }

    public ModelConfig config() {
        return config;
    }

    /** The root of the manifest, which names the model everywhere. Reads every weight file when first called. */
    public Hash256 root() {
        return manifest().root();
    }

    /** Settings and tensor digests. Reads every weight file when first called. */
    public ModelManifest manifest() {
        synchronized (lock) {
            if (manifest == null) {
                manifest = new ModelManifest(
                        ModelManifest.settingsOf(config),
                        store.all().values().stream().map(PieceHash::of).toList());
            }
            return manifest;
        }
    }

    /**
     * A piece of a weight row with the proof that it belongs to this model. Reads the whole tensor; {@link #manifest()} is made
     * first where there is none yet.
     *
     * @param row row of the tensor, counted over all dimensions but the last
     * @param block which 256 values of the row, from 0
     * @throws IllegalArgumentException when there is no such tensor, row or block
     */
    public TensorChunk chunk(String tensor, long row, int block) {
        ModelManifest all = manifest();
        int position = all.position(tensor);
        if (position < 0) {
            throw new IllegalArgumentException("the model has no tensor '" + tensor + "'");
        }
        TensorStore.Located located = store.require(tensor);
        PieceGrid grid = located.grid();
        if (!grid.has(row, block)) {
            throw new IllegalArgumentException("row " + row + ", block " + block + " of tensor '" + tensor + "' with "
                    + grid.rows() + " rows of " + grid.blocks() + " blocks");
        }
        int index = grid.index(row, block);
        byte[] bytes = new byte[grid.length(index)];
        new TensorBytes(located, grid.offset(index)).read(bytes, bytes.length);
        return new TensorChunk(
                all.tensors().get(position),
                position,
                all.tensors().size(),
                row,
                block,
                Bytes.of(bytes),
                MerkleTree.path(index, grid.count(), (from, to) -> PieceHash.root(located, from, to)),
                all.path(position));
    }

    /** Number of transformer blocks. */
    public int blocks() {
        return config.blocks();
    }

    /** Values per token in the residual stream. */
    public int hiddenSize() {
        return config.hidden();
    }

    /** Number of token ids. */
    public int vocabularySize() {
        return config.vocabulary();
    }

    /** Greatest number of tokens in one sequence. */
    public int contextLength() {
        return config.contextLength();
    }

    /**
     * Loads the weights of these blocks.
     *
     * @throws IllegalArgumentException when the model has fewer blocks
     * @throws ModelException when a file has changed since the model was opened or cannot be read
     */
    public SpanComputation span(BlockSpan span) {
        return span(span, WeightTransform.NONE);
    }

    /** As {@link #span(BlockSpan)}, with changed weights. */
    public SpanComputation span(BlockSpan span, WeightTransform transform) {
        if (span.end() > blocks()) {
            throw new IllegalArgumentException("blocks " + span + " of a model with " + blocks() + " blocks");
        }
        WeightLoader weights = new WeightLoader(store, transform);
        List<DecoderBlock> loaded = new ArrayList<>();
        for (int index = span.first(); index < span.end(); index++) {
            loaded.add(new DecoderBlock(config, index, weights, kernels));
        }
        return new LoadedSpan(config, span, loaded);
    }

    /**
     * The residual stream before block 0, row-major {@code [ids, hidden]}.
     *
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    public float[] embed(int[] ids) {
        WeightLoader weights = new WeightLoader(store, WeightTransform.NONE);
        float[] out = new float[Math.multiplyExact(ids.length, config.hidden())];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= config.vocabulary()) {
                throw new IllegalArgumentException("token id " + ids[i] + " at index " + i
                        + " is outside the vocabulary of " + config.vocabulary());
            }
            float[] row = weights.row(TensorLayout.EMBEDDING, ids[i]);
            System.arraycopy(row, 0, out, i * row.length, row.length);
        }
        return out;
    }

    /**
     * Final norm and head.
     *
     * @param hidden residual stream behind the last block, row-major {@code [tokens, hidden]}
     * @return row-major {@code [tokens, vocabulary]}
     */
    public float[] logits(float[] hidden, int tokens) {
        if (tokens < 1 || hidden.length != (long) tokens * config.hidden()) {
            throw new IllegalArgumentException(
                    tokens + " tokens of " + config.hidden() + " values each do not have " + hidden.length + " values");
        }
        return head().logits(kernels, hidden, tokens);
    }

    private OutputHead head() {
        synchronized (lock) {
            if (head == null) {
                head = OutputHead.load(config, new WeightLoader(store, WeightTransform.NONE));
            }
            return head;
        }
    }
}
