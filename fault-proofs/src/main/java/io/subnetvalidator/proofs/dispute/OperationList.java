package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.PositionCoding;
import java.util.ArrayList;
import java.util.List;

/** The operations of a block while they are put together, with the parts that blocks of all kinds are made of. */
final class OperationList {

    /** Elements in the short rows of a scaled stream: of all widths the one whose piece and path are smallest together. */
    private static final int SHORT = 16;

    private final ModelConfig config;
    private final int block;
    private final int tokens;
    private final RowShape.Uniform stream;
    private final List<Operation> operations = new ArrayList<>();

    OperationList(ModelConfig config, int block, int tokens) {
        this.config = config;
        this.block = block;
        this.tokens = tokens;
        this.stream = new RowShape.Uniform(tokens, config.hidden());
    }

    /** Names of the operations of a norm. */
    record NormNames(
            OperationName sum,
            OperationName centered,
            OperationName squares,
            OperationName scaled,
            OperationName norm) {

        static final NormNames ATTENTION = new NormNames(
                OperationName.ATTENTION_SUM,
                OperationName.ATTENTION_CENTERED,
                OperationName.ATTENTION_SQUARES,
                OperationName.ATTENTION_SCALED,
                OperationName.ATTENTION_NORM);
        static final NormNames FEED_FORWARD = new NormNames(
                OperationName.FEED_FORWARD_SUM,
                OperationName.FEED_FORWARD_CENTERED,
                OperationName.FEED_FORWARD_SQUARES,
                OperationName.FEED_FORWARD_SCALED,
                OperationName.FEED_FORWARD_NORM);
    }

    List<Operation> all() {
        return operations;
    }

    /** Rows of the residual stream. */
    RowShape.Uniform stream() {
        return stream;
    }

    /** One row of this many elements for each token. */
    RowShape.Uniform perToken(int width) {
        return new RowShape.Uniform(tokens, width);
    }

    /** One row for each token and head. */
    RowShape.Uniform perHead(int heads) {
        return new RowShape.Uniform(Math.multiplyExact(tokens, heads), config.headSize());
    }

    /** Appends an operation; @return its index. */
    int add(Operation operation) {
        operations.add(operation);
        return operations.size() - 1;
    }

    /** A root mean square norm of each row. */
    int rootMeanSquare(OperationName squares, OperationName norm, int source, String tensor, RowShape.Uniform shape) {
        int sums =
                add(new DenseOperations.Squares(squares, source, shape.width(), new RowShape.Uniform(shape.rows(), 1)));
        return add(new DenseOperations.Norm(norm, source, sums, tensor, config.normEpsilon(), shape));
    }

    /** A layer norm of the stream. */
    int layerNorm(NormNames names, int source, String layer) {
        int width = stream.width();
        RowShape.Uniform single = perToken(1);
        int part = Math.min(SHORT, Integer.lowestOneBit(width));
        RowShape.Uniform parts = new RowShape.Uniform(tokens * (width / part), part);
        int sums = add(new DenseOperations.Sums(names.sum(), source, width, single));
        int centered = add(new DenseOperations.Centered(names.centered(), source, sums, stream));
        int squares = add(new DenseOperations.Squares(names.squares(), centered, width, single));
        int scaled =
                add(new DenseOperations.Scaled(names.scaled(), centered, squares, width, config.normEpsilon(), parts));
        return add(new DenseOperations.Affine(names.norm(), scaled, part, layer, stream));
    }

    /** A product with its bias, if there is one. */
    int linear(
            OperationName product,
            OperationName bias,
            int source,
            String layer,
            int columns,
            RowShape.Uniform shape,
            boolean biased) {
        int rowsPerToken = shape.rows() / tokens;
        int out = add(new DenseOperations.Product(product, source, layer + ".weight", columns, shape, rowsPerToken));
        return biased ? add(new DenseOperations.Bias(bias, out, layer + ".bias", shape, rowsPerToken)) : out;
    }

    /** Heads rotated to their positions; the same where the model does not rotate. */
    Heads rotated(OperationName name, Heads heads) {
        double[] frequencies = config.position().frequencies(config.headSize());
        return frequencies.length == 0
                ? heads
                : Heads.dense(
                        add(new AttentionOperations.Rotation(name, heads, perHead(heads.count()), frequencies)),
                        heads.count());
    }

    /** Attention of all heads, up to what goes into its output product. */
    int attend(Heads queries, Heads keys, Heads values) {
        int size = config.headSize();
        KeyRows rows = new KeyRows(tokens, config.heads(), config.windows().get(block));
        RowShape.Uniform single = new RowShape.Uniform(rows.rows(), 1);
        Heads query = rotated(OperationName.QUERY_ROTATED, queries);
        Heads key = rotated(OperationName.KEY_ROTATED, keys);
        int channels = add(new AttentionOperations.ByChannel(
                OperationName.VALUE_BY_CHANNEL, values, new RowShape.Uniform(values.count() * size, tokens)));
        float scale = (float) (1 / Math.sqrt(size));
        int scores = add(new AttentionOperations.Scores(OperationName.SCORE, query, key, rows, size));
        if (config.position() instanceof PositionCoding.Alibi) {
            scores = add(new AttentionOperations.BiasedScores(
                    OperationName.BIASED_SCORE,
                    scores,
                    rows,
                    scale,
                    config.position().slopes(config.heads())));
            scale = 1;
        }
        int greatest =
                add(AttentionOperations.OverKeys.greatest(OperationName.GREATEST_SCORE, scores, rows, single, scale));
        int exponentials = add(
                AttentionOperations.OfEachKey.exponential(OperationName.EXPONENTIAL, scores, greatest, rows, scale));
        int sums = add(AttentionOperations.OverKeys.sum(OperationName.EXPONENTIAL_SUM, exponentials, rows, single));
        int shares = add(AttentionOperations.OfEachKey.share(OperationName.SHARE, exponentials, sums, rows));
        return add(new AttentionOperations.Attended(
                OperationName.ATTENDED,
                shares,
                channels,
                rows,
                perToken(config.heads() * size),
                config.heads() / config.keyValueHeads(),
                size));
    }
}
