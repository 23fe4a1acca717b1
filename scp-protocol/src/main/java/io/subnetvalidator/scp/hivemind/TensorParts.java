package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts tensors together from the parts in which they are streamed: the first carries what describes the tensor. */
final class TensorParts {

    private final HivemindLimits limits;
    private final List<Tensor> complete = new ArrayList<>();
    private final List<TensorMessage> parts = new ArrayList<>();
    private long bytes;

    TensorParts(HivemindLimits limits) {
        this.limits = limits;
    }

    /** The message in parts of at most so many bytes of values. */
    static List<TensorMessage> split(TensorMessage whole, int most) {
        byte[] all = whole.buffer();
        int chunks = Math.max(1, (int) (((long) all.length + most - 1) / most));
        List<TensorMessage> parts = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            byte[] slice = Arrays.copyOfRange(all, i * most, (int) Math.min(all.length, (i + 1L) * most));
            parts.add(
                    i == 0
                            ? new TensorMessage(
                                    slice,
                                    whole.size(),
                                    whole.requiresGrad(),
                                    whole.type(),
                                    whole.compression(),
                                    chunks)
                            : new TensorMessage(slice, List.of(), false, "", 0, 0));
        }
        return parts;
    }

    /** @throws WireException when the part does not belong here or a limit is reached */
    void add(TensorMessage part) {
        if (part.isFirst()) {
            complete();
        } else if (parts.isEmpty()) {
            throw error("a part comes before the tensor it belongs to");
        }
        if (parts.isEmpty() && complete.size() == limits.tensors()) {
            throw new WireException(WireException.Layer.LIMIT, "more than " + limits.tensors() + " tensors");
        }
        if (!parts.isEmpty() && part.buffer().length == 0) {
            throw error("an empty part");
        }
        bytes += part.buffer().length;
        if (bytes > limits.tensor()) {
            throw new WireException(WireException.Layer.LIMIT, "a tensor of more than " + limits.tensor() + " bytes");
        }
        parts.add(part);
    }

    /** All tensors, when no more parts come. */
    List<Tensor> finish() {
        complete();
        return List.copyOf(complete);
    }

    private void complete() {
        if (parts.isEmpty()) {
            return;
        }
        TensorMessage first = parts.get(0);
        if (first.chunks() != 0 && first.chunks() != parts.size()) {
            throw error(parts.size() + " parts of a tensor that announced " + first.chunks());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) bytes);
        parts.forEach(part -> all.writeBytes(part.buffer()));
        complete.add(TensorCodec.unpack(
                new TensorMessage(
                        all.toByteArray(),
                        first.size(),
                        first.requiresGrad(),
                        first.type(),
                        first.compression(),
                        first.chunks()),
                limits));
        parts.clear();
        bytes = 0;
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, "tensor: " + message);
    }
}
