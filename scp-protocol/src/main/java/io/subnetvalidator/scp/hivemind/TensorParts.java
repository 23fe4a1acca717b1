package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Puts tensors together from the parts in which they are streamed: the first carries what describes the tensor. */
final class TensorParts {

    private final HivemindLimits limits;
    private final List<Tensor> complete = new ArrayList<>();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private Optional<TensorMessage> first = Optional.empty();
    private long parts;

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
            begin(part);
        } else if (first.isEmpty()) {
            throw error("a part comes before the tensor it belongs to");
        } else if (part.buffer().length == 0) {
            throw error("an empty part");
        }
        if ((long) buffer.size() + part.buffer().length > limits.tensor()) {
            throw new WireException(WireException.Layer.LIMIT, "a tensor of more than " + limits.tensor() + " bytes");
        }
        buffer.writeBytes(part.buffer());
        parts++;
    }

    /** All tensors, when no more parts come. */
    List<Tensor> finish() {
        complete();
        return List.copyOf(complete);
    }

    private void begin(TensorMessage part) {
        if (complete.size() == limits.tensors()) {
            throw new WireException(WireException.Layer.LIMIT, "more than " + limits.tensors() + " tensors");
        }
        first = Optional.of(part);
    }

    private void complete() {
        if (first.isEmpty()) {
            return;
        }
        TensorMessage head = first.get();
        if (head.chunks() != 0 && head.chunks() != parts) {
            throw error(parts + " parts of a tensor that announced " + head.chunks());
        }
        complete.add(TensorCodec.unpack(
                new TensorMessage(
                        buffer.toByteArray(),
                        head.size(),
                        head.requiresGrad(),
                        head.type(),
                        head.compression(),
                        head.chunks()),
                limits));
        first = Optional.empty();
        buffer.reset();
        parts = 0;
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, "tensor: " + message);
    }
}
