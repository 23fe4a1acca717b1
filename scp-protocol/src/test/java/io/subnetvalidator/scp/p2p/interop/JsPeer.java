package io.subnetvalidator.scp.p2p.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A js-libp2p peer in a process of its own (src/interop/js), commanded by lines of JSON. */
final class JsPeer implements AutoCloseable {

    private static final Path INSTALLED = Path.of("target", "interop-js");

    private final Process process;
    private final BufferedWriter commands;
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonObject> ready = new CompletableFuture<>();
    private int lastId;

    /** What gossip brought it: only messages whose signature it verified. */
    final Queue<JsonObject> messages = new ConcurrentLinkedQueue<>();

    final PeerAddress address;

    JsPeer() throws IOException {
        this("peer.mjs");
    }

    JsPeer(String script) throws IOException {
        assertThat(INSTALLED.resolve("node_modules"))
                .as("the profile interop installs the packages of the js-libp2p peer")
                .isDirectory();
        process = new ProcessBuilder("node", script)
                .directory(INSTALLED.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(Files.createDirectories(INSTALLED.resolve("logs"))
                        .resolve("peer.err")
                        .toFile()))
                .start();
        commands = process.outputWriter();
        Thread reader = new Thread(this::read, "js-peer");
        reader.setDaemon(true);
        reader.start();
        JsonObject hello = await(ready);
        address = new PeerAddress(PeerId.parse(hello.getString("peer")), "127.0.0.1", hello.getInteger("port"));
    }

    /** Its answer's value, whatever that is; fails with what it says went wrong. */
    Object ask(String command, JsonObject arguments) {
        return await(begin(command, arguments)).getValue("value");
    }

    private CompletableFuture<JsonObject> begin(String command, JsonObject arguments) {
        int id = ++lastId;
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            commands.write(arguments.copy().put("id", id).put("do", command).encode());
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(new JsonObject(line));
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        IOException ended = new IOException("the js-libp2p peer ended");
        ready.completeExceptionally(ended);
        waiting.values().forEach(answer -> answer.completeExceptionally(ended));
    }

    private void heard(JsonObject line) {
        if ("ready".equals(line.getString("event"))) {
            ready.complete(line);
        } else if ("message".equals(line.getString("event"))) {
            messages.add(line);
        } else {
            CompletableFuture<JsonObject> answer = waiting.remove(line.getInteger("id"));
            if (answer == null) {
                return;
            }
            if (line.containsKey("error")) {
                answer.completeExceptionally(new IOException("js-libp2p: " + line.getString("error")));
            } else {
                answer.complete(line);
            }
        }
    }

    private static JsonObject await(CompletableFuture<JsonObject> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
