package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.file.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A reference run over given token ids: the first ones in one prefill, the rest one by one through the KV cache. Works block by
 * block over the whole sequence, so that only one block's weights are in memory.
 */
public final class ModelRun {

    private static final String DOMAIN = "subnet-validator/model-run/1";
    private static final String EXPECTED = "a JSON array of token ids is expected, such as [1, 15, 7]";
    private static final int MAX_IDS_BYTES = 1 << 24;
    private static final int LOGIT_ROWS_AT_ONCE = 16;

    private final ReferenceModel model;
    private final int[] ids;
    private final int prefill;

    /**
     * @param prefill how many ids are processed at once at the start, from 1 to all
     * @throws IllegalArgumentException for no ids, more than the context holds, an id outside the vocabulary or another prefill
     */
    public ModelRun(ReferenceModel model, int[] ids, int prefill) {
        if (ids.length < 1 || ids.length > model.contextLength()) {
            throw new IllegalArgumentException(
                    ids.length + " token ids; this model takes 1 to " + model.contextLength());
        }
        if (prefill < 1 || prefill > ids.length) {
            throw new IllegalArgumentException("prefill " + prefill + "; 1 to " + ids.length + " fit these ids");
        }
        for (int id : ids) {
            if (id < 0 || id >= model.vocabularySize()) {
                throw new IllegalArgumentException(
                        "token id " + id + " is outside the vocabulary of " + model.vocabularySize());
            }
        }
        this.model = model;
        this.ids = ids.clone();
        this.prefill = prefill;
    }

    /**
     * Reads token ids from a JSON array of whole numbers.
     *
     * @throws IOException when the file cannot be read
     * @throws ModelException when it holds anything else
     */
    public static int[] readIds(Path file) throws IOException {
        JsonNode json = StrictJson.parse(StrictJson.bytes(file, MAX_IDS_BYTES), file.toString());
        int[] ids = new int[json.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = json.path(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw new ModelException(file + ": " + EXPECTED + "; element " + i + " is "
                        + (id.isMissingNode() ? "none" : id.toString()));
            }
            ids[i] = id.intValue();
        }
        if (ids.length == 0) {
            throw new ModelException(file + ": " + EXPECTED + "; there is none");
        }
        return ids;
    }

    /**
     * Computes and writes a safetensors file of F32 tensors: {@code boundary.0} (embeddings) to {@code boundary.B} (behind the
     * last block), each {@code [ids, hidden]}, and {@code logits} {@code [ids, vocabulary]}.
     *
     * @return the digest of all output bits in the order of the file, NaN in its canonical form
     * @throws IOException when the file cannot be written; nothing is left of it then
     * @throws ModelException when the model cannot be read; nothing is left of the file then
     */
    public Hash256 writeTo(Path out) throws IOException {
        return WholeFile.write(out, part -> {
            try (SafetensorsWriter writer = SafetensorsWriter.create(part, declarations())) {
                compute(writer);
            }
            return digest(SafetensorsFile.open(part));
        });
    }

    private List<SafetensorsWriter.Declaration> declarations() {
        List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
        for (int boundary = 0; boundary <= model.blocks(); boundary++) {
            declarations.add(new SafetensorsWriter.Declaration(
                    boundaryName(boundary), DataType.F32, ids.length, model.hiddenSize()));
        }
        declarations.add(new SafetensorsWriter.Declaration("logits", DataType.F32, ids.length, model.vocabularySize()));
        return declarations;
    }

    private void compute(SafetensorsWriter writer) throws IOException {
        float[] stream = model.embed(ids);
        writer.write(boundaryName(0), 0, stream);
        for (int block = 0; block < model.blocks(); block++) {
            stream = through(block, stream);
            writer.write(boundaryName(block + 1), 0, stream);
        }
        int hidden = model.hiddenSize();
        for (int t = 0; t < ids.length; t += LOGIT_ROWS_AT_ONCE) {
            int count = Math.min(LOGIT_ROWS_AT_ONCE, ids.length - t);
            float[] rows = Arrays.copyOfRange(stream, t * hidden, (t + count) * hidden);
            writer.write("logits", (long) t * model.vocabularySize(), model.logits(rows, count));
        }
    }

    private float[] through(int block, float[] input) {
        int hidden = model.hiddenSize();
        SpanSession session = model.span(new BlockSpan(block, 1)).open();
        float[] output = new float[input.length];
        int at = 0;
        while (at < ids.length) {
            int count = at == 0 ? prefill : 1;
            float[] part = Arrays.copyOfRange(input, at * hidden, (at + count) * hidden);
            System.arraycopy(session.forward(part, count)[0], 0, output, at * hidden, part.length);
            at += count;
        }
        return output;
    }

    private static Hash256 digest(SafetensorsFile file) {
        TensorHash hash = new TensorHash().domain(DOMAIN);
        file.tensors().forEach(tensor -> hash.add(file, tensor));
        return hash.finish();
    }

    private static String boundaryName(int boundary) {
        return "boundary." + boundary;
    }
}
