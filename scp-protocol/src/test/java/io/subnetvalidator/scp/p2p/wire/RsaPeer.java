package io.subnetvalidator.scp.p2p.wire;

import io.subnetvalidator.chain.types.PeerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A listening peer on plain sockets whose identity is an RSA key, as those of go-libp2p-daemon are; serves raw streams. */
public final class RsaPeer implements AutoCloseable {

    /** What the peer serves. */
    public interface Service {

        /** The server's end of a new stream; empty when the protocol is not served. Called again for every stream. */
        Optional<End> accept(String protocol);
    }

    /** The server's end of one stream. */
    public interface End {

        /** There are bytes. */
        void received(ByteQueue in);

        /** The client sends no more. */
        void ended();

        /** Everything that came with one read of the socket has been handed over. */
        void settle(Replies replies);
    }

    /** What an end can do. */
    public interface Replies {

        void send(byte[] bytes);

        void finish();
    }

    private static final KeyPair KEY = generate();

    private final Service service;
    private final ServerSocket listening;
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    public RsaPeer(Service service) {
        this.service = service;
        try {
            this.listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public static PeerId id() {
        return RemoteKey.parse(publicKey()).peerId();
    }

    private static byte[] publicKey() {
        return new Protobuf.Writer()
                .number(1, 0)
                .bytes(2, KEY.getPublic().getEncoded())
                .toBytes();
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start("serve", () -> serve(socket));
            }
        } catch (IOException closed) {
            // The listener was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Connection(socket).run();
        } catch (IOException | WireException over) {
            // The client hung up or was refused; its side of the test notices.
        }
    }

    private static void start(String name, Runnable action) {
        Thread thread = new Thread(action, "rsa-peer-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection, from its first byte. */
    private final class Connection {

        private final Socket socket;
        private final ByteQueue raw = new ByteQueue();
        private final YamuxSession session = new YamuxSession(false, YamuxLimits.ofStreams(64));
        private final Map<Integer, Stream> streams = new HashMap<>();

        Connection(Socket socket) {
            this.socket = socket;
        }

        void run() throws IOException {
            negotiate(MultistreamNegotiator.listener("/noise"::equals), raw);
            NoiseTransport transport = shakeHands();
            MultistreamNegotiator muxer = MultistreamNegotiator.listener("/yamux/1.0.0"::equals);
            ByteQueue plain = new ByteQueue();
            ByteQueue out = new ByteQueue();
            while (muxer.receive(plain, out) != MultistreamNegotiator.Status.AGREED) {
                write(transport, out.takeAll());
                transport.decrypt(raw, plain);
                if (plain.isEmpty()) {
                    read();
                    transport.decrypt(raw, plain);
                }
            }
            write(transport, out.takeAll());
            while (true) {
                for (YamuxEvent event : session.receive(plain.takeAll())) {
                    accept(event);
                }
                streams.values().forEach(Stream::settle);
                for (Optional<byte[]> frame = session.poll(); frame.isPresent(); frame = session.poll()) {
                    write(transport, frame.get());
                }
                read();
                transport.decrypt(raw, plain);
            }
        }

        private void negotiate(MultistreamNegotiator listener, ByteQueue in) throws IOException {
            ByteQueue out = new ByteQueue();
            while (listener.receive(in, out) != MultistreamNegotiator.Status.AGREED) {
                socket.getOutputStream().write(out.takeAll());
                read();
            }
            socket.getOutputStream().write(out.takeAll());
        }

        private NoiseTransport shakeHands() throws IOException {
            SecureRandom random = new SecureRandom();
            NoiseHandshake noise = new NoiseHandshake(
                    false, new X25519PrivateKeyParameters(random), new X25519PrivateKeyParameters(random), new byte[0]);
            while (!noise.complete()) {
                while (!NoiseTransport.messageComplete(raw)) {
                    read();
                }
                noise.read(NoiseTransport.takeMessage(raw));
                if (noise.writesNext()) {
                    socket.getOutputStream()
                            .write(NoiseTransport.frame(noise.write(identity(noise.ownStaticPublic()))));
                }
            }
            return noise.split();
        }

        private byte[] identity(byte[] noiseStatic) {
            try {
                Signature signer = Signature.getInstance("SHA256withRSA");
                signer.initSign(KEY.getPrivate());
                signer.update("noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII));
                signer.update(noiseStatic);
                return new Protobuf.Writer()
                        .bytes(1, publicKey())
                        .bytes(2, signer.sign())
                        .toBytes();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private void accept(YamuxEvent event) {
            if (event instanceof YamuxEvent.Opened opened) {
                streams.put(opened.stream(), new Stream(session, opened.stream()));
            } else if (event instanceof YamuxEvent.Data data) {
                session.consumed(data.stream(), data.bytes().size());
                Optional.ofNullable(streams.get(data.stream())).ifPresent(stream -> stream.received(data.bytes()));
            } else if (event instanceof YamuxEvent.Finished finished) {
                Optional.ofNullable(streams.get(finished.stream())).ifPresent(Stream::ended);
            } else if (event instanceof YamuxEvent.Reset reset) {
                streams.remove(reset.stream());
            }
        }

        private void read() throws IOException {
            byte[] buffer = new byte[65_536];
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new IOException("closed");
            }
            raw.append(java.util.Arrays.copyOf(buffer, count));
        }

        private void write(NoiseTransport transport, byte[] bytes) throws IOException {
            ByteQueue out = new ByteQueue();
            transport.encrypt(bytes, out);
            socket.getOutputStream().write(out.takeAll());
        }
    }

    /** One stream: the protocol first, then its end. */
    private final class Stream implements Replies {

        private final YamuxSession session;
        private final int id;
        private final ByteQueue in = new ByteQueue();
        private final MultistreamNegotiator negotiator =
                MultistreamNegotiator.listener(name -> service.accept(name).isPresent());
        private Optional<End> end = Optional.empty();

        Stream(YamuxSession session, int id) {
            this.session = session;
            this.id = id;
        }

        void received(ByteQueue bytes) {
            in.append(bytes.takeAll());
            if (end.isEmpty()) {
                ByteQueue out = new ByteQueue();
                if (negotiator.receive(in, out) == MultistreamNegotiator.Status.AGREED) {
                    end = service.accept(negotiator.protocol());
                }
                send(out.takeAll());
            }
            end.ifPresent(known -> known.received(in));
        }

        void ended() {
            end.ifPresentOrElse(End::ended, this::finish);
        }

        void settle() {
            end.ifPresent(known -> known.settle(this));
        }

        @Override
        public void send(byte[] bytes) {
            session.write(id, bytes);
        }

        @Override
        public void finish() {
            session.finish(id);
        }
    }
}
