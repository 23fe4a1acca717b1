package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.kernel.KernelSelfTest;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.UnfitMachineException;
import io.subnetvalidator.proofs.workers.WorkerPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model directory opened for the canonical computation: the same input gives the same bits on every machine, whatever the
 * number of threads, the vector width or the way a sequence is cut. Safe for use from several threads.
 */
public final class ReferenceModel {

    private final Path directory;
    private final Kernels kernels;
    private final ModelConfig config;
    private final BlockFamily family;
    private final TensorStore store;
    private final Object lock = new Object();
    private @Nullable ModelManifest manifest;
    private @Nullable OutputHead head;

    private ReferenceModel(
            Path directory, Kernels kernels, ModelConfig config, TensorStore store, @Nullable ModelManifest manifest) {
        this.directory = directory;
        this.kernels = kernels;
        this.config = config;
        this.family = BlockFamily.of(config, store.all().keySet());
        this.store = store;
        this.manifest = manifest;
    }

    /**
     * Reads the configuration and the headers of the weight files and checks that every tensor is there; no weight is read yet.
     * Where the directory has a {@link ManifestFile}, the model is the one it names: every tensor is compared with it when it is
     * loaded, and only then. Computes with the fastest kernels of this JVM on all its processors.
     *
     * @throws ModelException when the directory is no usable model: the message names the file and the tensor or setting
     * @throws UnfitMachineException when this JVM has no hardware fused multiply-add or the self-test of the kernels fails
     */
    public static ReferenceModel open(Path directory) {
        Kernels.requireHardwareFma();
        return open(directory, Kernels.best().on(WorkerPool.shared()));
    }

    /** As {@link #open(Path)}, with chosen kernels, however slow; the results are the same. */
    public static ReferenceModel open(Path directory, Kernels kernels) {
        KernelSelfTest.require(kernels);
        ModelConfig config = ConfigFile.read(requireDirectory(directory));
        TensorStore store = TensorStore.of(directory, config);
        Optional<ModelManifest> manifest = ManifestFile.in(directory);
        if (manifest.isEmpty()) {
            return new ReferenceModel(directory, kernels, config, store, null);
        }
        if (!manifest.get().settings().equals(ModelManifest.settingsOf(config))) {
            throw new ModelException(directory.resolve(ManifestFile.NAME)
                    + " was made for other settings than those of config.json beside it");
        }
        return new ReferenceModel(directory, kernels, config, store.verifiedBy(manifest.get()), manifest.get());
    }

    /**
     * Makes the manifest of a directory from its weights, all of which are read; a manifest file that lies there is ignored.
     *
     * @throws ModelException when the directory is no usable model
     */
    public static ModelManifest hash(Path directory) {
        ModelConfig config = ConfigFile.read(requireDirectory(directory));
        return ModelManifest.of(config, TensorStore.of(directory, config));
    }

    private static Path requireDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(directory + " is no directory");
        }
        return directory;
    }

    public Path directory() {
        return directory;
    }

    public ModelConfig config() {
        return config;
    }

    /** The root of the manifest, which names the model everywhere; see {@link #manifest()} for its cost. */
    public Hash256 root() {
        return manifest().root();
    }

    /**
     * Settings and tensor digests: those of the manifest file, or, where the directory has none, of the weights, which are all
     * read when this is first called.
     */
    public ModelManifest manifest() {
        synchronized (lock) {
            if (manifest == null) {
                manifest = ModelManifest.of(config, store);
            }
            return manifest;
        }
    }

    /** Bytes mapped of every tensor since the model was opened. */
    Map<String, Long> mapped() {
        Map<String, Long> mapped = new TreeMap<>();
        store.all().forEach((name, tensor) -> mapped.put(name, tensor.mapped().sum()));
        return mapped;
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
    public ForkableSpan span(BlockSpan span) {
        return span(span, WeightTransform.NONE);
    }

    /** As {@link #span(BlockSpan)}, with changed weights. */
    public ForkableSpan span(BlockSpan span, WeightTransform transform) {
        if (span.end() > blocks()) {
            throw new IllegalArgumentException("blocks " + span + " of a model with " + blocks() + " blocks");
        }
        WeightLoader weights = new WeightLoader(store, transform);
        List<DecoderBlock> loaded = new ArrayList<>();
        for (int index = span.first(); index < span.end(); index++) {
            loaded.add(family.block(index, weights, kernels));
        }
        return new LoadedSpan(config, span, loaded);
    }

    /** Single tensors, changed by the transform while they are loaded: for whoever traces a block operation by operation. */
    public NamedWeights weights(WeightTransform transform) {
        return new NamedWeights(new WeightLoader(store, transform), kernels);
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
            float[] row = weights.row(family.embedding(), ids[i]);
            System.arraycopy(row, 0, out, i * row.length, row.length);
        }
        return family.embeddingNorm(weights).rows(out, ids.length);
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
                head = OutputHead.load(config, family, new WeightLoader(store, WeightTransform.NONE));
            }
            return head;
        }
    }
}
