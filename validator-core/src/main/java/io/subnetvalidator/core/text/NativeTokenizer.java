package io.subnetvalidator.core.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The tokenizer of a model directory, {@code tokenizer.json}, run by the Hugging Face library through DJL. The library is native
 * code and comes with the jar; nothing is downloaded. It runs in a thread of its own, because native code may leave the floating
 * point unit of its thread in another mode, which the reference computation must never see.
 */
public final class NativeTokenizer implements TextTokenizer {

    private static final String NAME = "tokenizer.json";
    private static final long MAX_BYTES = 256L << 20;
    private static final Map<String, String> WHOLE_TEXT = Map.of("padding", "false", "truncation", "false");

    private final Path file;

    private NativeTokenizer(Path file) {
        this.file = file;
    }

    /**
     * The tokenizer of a model directory.
     *
     * @throws TokenizerException when there is none
     */
    public static NativeTokenizer in(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException(file + " is missing; give token ids instead of text");
        }
        return new NativeTokenizer(file);
    }

    @Override
    public int[] ids(String text) {
        NativeLibrary.prepare();
        FutureTask<int[]> encoding = new FutureTask<>(() -> encode(text));
        Thread thread = new Thread(encoding, "tokenizer");
        thread.setDaemon(true);
        thread.start();
        try {
            return encoding.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenizerException("interrupted while " + file + " was at work", e);
        } catch (ExecutionException e) {
            // The native side reports a file it does not understand as a bare RuntimeException.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TokenizerException(file + " cannot be used: " + cause.getMessage(), cause);
        }
    }

    private int[] encode(String text) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException("it has " + size + " bytes; at most " + MAX_BYTES + " are accepted");
        }
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file, WHOLE_TEXT)) {
            long[] ids = tokenizer.encode(text).getIds();
            int[] narrowed = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                narrowed[i] = Math.toIntExact(ids[i]);
            }
            return narrowed;
        }
    }
}
