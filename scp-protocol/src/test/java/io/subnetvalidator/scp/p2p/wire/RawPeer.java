package io.subnetvalidator.scp.p2p.wire;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A peer on a plain socket that says whatever a test wants, after as much of the upgrade as it wants. */
public final class RawPeer implements AutoCloseable {

    public static final int DATA = YamuxFrame.DATA;
    public static final int WINDOW = YamuxFrame.WINDOW_UPDATE;
    public static final int PING = YamuxFrame.PING;
    public static final int SYN = YamuxFrame.SYN;
    public static final int FIN = YamuxFrame.FIN;

    private final SecureRandom random = new SecureRandom();
    private final PeerKey key = PeerKey.generate(random);
    private final Socket socket = new Socket();
    private NoiseTransport transport = new NoiseTransport(new NoiseCipher(new byte[32]), new NoiseCipher(new byte[32]));

    public RawPeer(String host, int port) throws IOException {
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(host, port));
    }

    public RawPeer raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public RawPeer line(String text) throws IOException {
        return raw(LengthPrefixed.frame((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** Negotiates Noise in clear, so that its first message comes next. */
    public RawPeer proposeNoise() throws IOException {
        line("/multistream/1.0.0").line("/noise");
        readLine();
        readLine();
        return this;
    }

    /** The whole upgrade, as an honest peer does it. */
    public RawPeer upgrade() throws IOException {
        ConnectionUpgrade upgrade = new ConnectionUpgrade(true, key, random, peer -> {});
        ByteQueue out = new ByteQueue();
        upgrade.start(out);
        byte[] buffer = new byte[65_536];
        while (!upgrade.done()) {
            raw(out.takeAll());
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                throw new IOException("closed during the upgrade");
            }
            upgrade.receive(java.util.Arrays.copyOf(buffer, read), out);
        }
        transport = upgrade.transport();
        return this;
    }

    /** A handshake with these changes: an identity signed over another key than the connection's. */
    public RawPeer shakeHandsWithForeignIdentity() throws IOException {
        proposeNoise();
        NoiseHandshake noise = new NoiseHandshake(
                true, new X25519PrivateKeyParameters(random), new X25519PrivateKeyParameters(random), new byte[0]);
        raw(NoiseTransport.frame(noise.write(new byte[0])));
        noise.read(readMessage());
        byte[] stolen = NoiseIdentity.payload(PeerKey.generate(random), new byte[32]);
        return raw(NoiseTransport.frame(noise.write(stolen)));
    }

    public RawPeer encrypted(byte[] plain) throws IOException {
        ByteQueue out = new ByteQueue();
        transport.encrypt(plain, out);
        return raw(out.takeAll());
    }

    /** An encrypted message with one bit of its tag flipped. */
    public RawPeer withWrongTag(byte[] plain) throws IOException {
        ByteQueue out = new ByteQueue();
        transport.encrypt(plain, out);
        byte[] message = out.takeAll();
        message[message.length - 1] ^= 1;
        return raw(message);
    }

    public static byte[] header(int version, int type, int flags, long stream, long value) {
        return ByteBuffer.allocate(YamuxFrame.HEADER)
                .put((byte) version)
                .put((byte) type)
                .putShort((short) flags)
                .putInt((int) stream)
                .putInt((int) value)
                .array();
    }

    public RawPeer frame(int type, int flags, long stream, long value) throws IOException {
        return encrypted(header(0, type, flags, stream, value));
    }

    public RawPeer data(int stream, byte[] body) throws IOException {
        frame(DATA, 0, stream, body.length);
        return encrypted(body);
    }

    /** Opens stream 1 and proposes a protocol on it; the answer is not waited for. */
    public RawPeer openStream(String protocol) throws IOException {
        return openStream(1, protocol);
    }

    public RawPeer openStream(int stream, String protocol) throws IOException {
        frame(WINDOW, SYN, stream, 0);
        ByteQueue hello = new ByteQueue();
        MultistreamNegotiator.dialer(List.of(protocol)).start(hello);
        return data(stream, hello.takeAll());
    }

    /** Says to a stream of the other end what a listener says that takes this protocol. */
    public RawPeer acceptStream(int stream, String protocol) throws IOException {
        ByteQueue answer = new ByteQueue();
        answer.append(LengthPrefixed.frame("/multistream/1.0.0\n".getBytes(StandardCharsets.UTF_8)));
        answer.append(LengthPrefixed.frame((protocol + "\n").getBytes(StandardCharsets.UTF_8)));
        return data(stream, answer.takeAll());
    }

    public PeerId peer() {
        return key.peerId();
    }

    /** Reads until the other end closes; whatever it says before that is dropped. */
    public void awaitClosed() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[65_536];
        try {
            while (in.read(buffer) >= 0) {
                // Only the end counts.
            }
        } catch (SocketException reset) {
            // A reset is an end, too.
        }
    }

    private void readLine() throws IOException {
        int length = socket.getInputStream().read();
        socket.getInputStream().readNBytes(length);
    }

    private byte[] readMessage() throws IOException {
        InputStream in = socket.getInputStream();
        int length = in.read() << 8 | in.read();
        return in.readNBytes(length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
