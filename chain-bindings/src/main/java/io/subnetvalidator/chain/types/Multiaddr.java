package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A network address of a peer, in the binary form that chain storage holds and in text form, such as
 * {@code /ip4/127.0.0.1/tcp/30010/p2p/12D3KooW...}.
 *
 * <p>The protocols are those the chain accepts (chain reference, section 4): ip4, ip6, dns4, dns6, dnsaddr, tcp, udp, ws,
 * wss and p2p. The chain numbers udp 17, unlike the multicodec table (273).
 *
 * @param parts the components in order, never empty
 */
public record Multiaddr(List<Part> parts) {

    /** Longest binary form that the chain stores. */
    public static final int MAX_BYTES = 1024;

    private static final int MAX_NAME = 253;
    private static final Pattern IP4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IP6 = Pattern.compile("[0-9a-fA-F:]{2,39}|[0-9a-fA-F:]{2,30}[0-9.]{7,15}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    /** One component of an address and its value as text; the value is empty for ws and wss. */
    public record Part(Protocol protocol, String value) {

        /** @throws IllegalArgumentException when the value is not one of the protocol */
        public Part {
            value = protocol.canonical(value);
        }
    }

    /** The address protocols of the chain. */
    public enum Protocol {
        IP4(4),
        TCP(6),
        UDP(17),
        IP6(41),
        DNS4(54),
        DNS6(55),
        DNSADDR(56),
        P2P(421),
        WS(477),
        WSS(478);

        private final int code;

        Protocol(int code) {
            this.code = code;
        }

        boolean hasValue() {
            return this != WS && this != WSS;
        }

        private String canonical(String value) {
            return switch (this) {
                case IP4 -> text(this, ip4(value));
                case IP6 -> text(this, ip6(value));
                case TCP, UDP -> Integer.toString(port(value));
                case DNS4, DNS6, DNSADDR -> hostName(value);
                case P2P -> PeerId.parse(value).text();
                case WS, WSS -> {
                    if (!value.isEmpty()) {
                        throw new IllegalArgumentException(this + " takes no value, but has '" + value + "'");
                    }
                    yield "";
                }
            };
        }

        private byte[] payload(String value) {
            return switch (this) {
                case IP4 -> ip4(value);
                case IP6 -> ip6(value);
                case TCP, UDP -> {
                    int port = port(value);
                    yield new byte[] {(byte) (port >> 8), (byte) port};
                }
                case DNS4, DNS6, DNSADDR -> value.getBytes(StandardCharsets.US_ASCII);
                case P2P -> PeerId.parse(value).multihash();
                case WS, WSS -> new byte[0];
            };
        }

        /** Size of the payload, or -1 when a length stands before it. */
        private int fixedSize() {
            return switch (this) {
                case IP4 -> 4;
                case IP6 -> 16;
                case TCP, UDP -> 2;
                case WS, WSS -> 0;
                case DNS4, DNS6, DNSADDR, P2P -> -1;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException for an empty address or one longer than {@value #MAX_BYTES} bytes */
    public Multiaddr {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a multiaddr has at least one component");
        }
        int size = encode(parts).length;
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("a multiaddr has at most " + MAX_BYTES + " bytes, not " + size);
        }
    }

    /** The address that a TCP peer registers: {@code /ip4/<ip>/tcp/<port>/p2p/<peer>}. */
    public static Multiaddr tcp(String ip4, int port, PeerId peer) {
        return new Multiaddr(List.of(
                new Part(Protocol.IP4, ip4),
                new Part(Protocol.TCP, Integer.toString(port)),
                new Part(Protocol.P2P, peer.text())));
    }

    /** @throws IllegalArgumentException when the text is not such an address */
    public static Multiaddr parse(String text) {
        if (!text.startsWith("/") || text.length() > 4 * MAX_BYTES) {
            throw new IllegalArgumentException("a multiaddr starts with '/', such as /ip4/127.0.0.1/tcp/4001, unlike '"
                    + text.substring(0, Math.min(text.length(), 80)) + "'");
        }
        List<Part> parts = new ArrayList<>();
        String[] words = text.substring(1).split("/", -1);
        int i = 0;
        while (i < words.length) {
            Protocol protocol = protocolNamed(words[i++]);
            if (protocol.hasValue() && i == words.length) {
                throw new IllegalArgumentException("'" + text + "' ends without a value for " + protocol);
            }
            parts.add(new Part(protocol, protocol.hasValue() ? words[i++] : ""));
        }
        return new Multiaddr(parts);
    }

    /**
     * Reads the binary form.
     *
     * @throws IllegalArgumentException when the bytes are cut off, hold an unknown protocol or an impossible value
     */
    public static Multiaddr ofBytes(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a multiaddr has at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        List<Part> parts = new ArrayList<>();
        Cursor in = new Cursor(bytes);
        while (in.position < bytes.length) {
            Protocol protocol = protocolCoded(in.varint());
            int size = protocol.fixedSize() >= 0 ? protocol.fixedSize() : in.varint();
            parts.add(new Part(protocol, text(protocol, in.take(size))));
        }
        return new Multiaddr(parts);
    }

    /** The binary form. */
    public byte[] toBytes() {
        return encode(parts);
    }

    /** The address or name to connect to, from the first ip or dns component. */
    public Optional<String> host() {
        return parts.stream()
                .filter(part -> switch (part.protocol()) {
                    case IP4, IP6, DNS4, DNS6, DNSADDR -> true;
                    case TCP, UDP, P2P, WS, WSS -> false;
                })
                .map(Part::value)
                .findFirst();
    }

    /** The first tcp port. */
    public OptionalInt tcpPort() {
        return parts.stream()
                .filter(part -> part.protocol() == Protocol.TCP)
                .mapToInt(part -> Integer.parseInt(part.value()))
                .findFirst();
    }

    /** The last p2p component. The chain does not compare it with the node's peer id. */
    public Optional<PeerId> peerId() {
        return parts.stream()
                .filter(part -> part.protocol() == Protocol.P2P)
                .map(part -> PeerId.parse(part.value()))
                .reduce((first, second) -> second);
    }

    /** {@code /ip4/127.0.0.1/tcp/4001}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append('/').append(part.protocol());
            if (part.protocol().hasValue()) {
                text.append('/').append(part.value());
            }
        }
        return text.toString();
    }

    private static byte[] encode(List<Part> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            writeVarint(out, part.protocol().code);
            byte[] payload = part.protocol().payload(part.value());
            if (part.protocol().fixedSize() < 0) {
                writeVarint(out, payload.length);
            }
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }

    private static String text(Protocol protocol, byte[] payload) {
        return switch (protocol) {
            case IP4 ->
                (payload[0] & 0xFF) + "." + (payload[1] & 0xFF) + "." + (payload[2] & 0xFF) + "." + (payload[3] & 0xFF);
            case IP6 -> ip6Text(payload);
            case TCP, UDP -> Integer.toString((payload[0] & 0xFF) << 8 | (payload[1] & 0xFF));
            case DNS4, DNS6, DNSADDR -> new String(payload, StandardCharsets.US_ASCII);
            case P2P -> PeerId.ofMultihash(payload).text();
            case WS, WSS -> "";
        };
    }

    private static String ip6Text(byte[] payload) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 16; i += 2) {
            groups.add(Integer.toHexString((payload[i] & 0xFF) << 8 | (payload[i + 1] & 0xFF)));
        }
        return String.join(":", groups);
    }

    private static byte[] ip4(String value) {
        if (!IP4.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not an IPv4 address");
        }
        String[] words = value.split("\\.", -1);
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            int number = Integer.parseInt(words[i]);
            if (number > 255) {
                throw new IllegalArgumentException("'" + value + "' is not an IPv4 address");
            }
            bytes[i] = (byte) number;
        }
        return bytes;
    }

    private static byte[] ip6(String value) {
        // The pattern admits digits, colons and dots only, so that no name is ever looked up.
        if (!IP6.matcher(value).matches() || !value.contains(":")) {
            throw new IllegalArgumentException("'" + value + "' is not an IPv6 address");
        }
        try {
            byte[] bytes = InetAddress.getByName(value).getAddress();
            if (bytes.length == 16) {
                return bytes;
            }
            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xFF;
            mapped[11] = (byte) 0xFF;
            System.arraycopy(bytes, 0, mapped, 12, 4);
            return mapped;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + value + "' is not an IPv6 address", e);
        }
    }

    private static int port(String value) {
        if (value.isEmpty() || value.length() > 5 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'" + value + "' is not a port");
        }
        int port = Integer.parseInt(value);
        if (port > 0xFFFF) {
            throw new IllegalArgumentException(value + " is not a port; the highest is 65535");
        }
        return port;
    }

    private static String hostName(String value) {
        if (value.length() > MAX_NAME || !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a host name");
        }
        return value;
    }

    private static Protocol protocolNamed(String name) {
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name
                        + "' is not an address protocol of the chain; it takes " + Arrays.toString(Protocol.values())));
    }

    private static Protocol protocolCoded(int code) {
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.code == code)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no address protocol of the chain has the code " + code));
    }

    private static void writeVarint(ByteArrayOutputStream out, int value) {
        long rest = Unsigned.requireU32(value, "varint");
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int position;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        int varint() {
            int value = 0;
            for (int shift = 0; shift <= 14; shift += 7) {
                int next = take(1)[0] & 0xFF;
                value |= (next & 0x7F) << shift;
                if (next < 0x80) {
                    if (next == 0 && shift > 0) {
                        throw new IllegalArgumentException("a number in the multiaddr is not in its shortest form");
                    }
                    return value;
                }
            }
            throw new IllegalArgumentException("a number in the multiaddr is longer than 3 bytes");
        }

        byte[] take(int size) {
            if (size > bytes.length - position) {
                throw new IllegalArgumentException(
                        "the multiaddr is cut off: " + size + " bytes wanted at " + position + " of " + bytes.length);
            }
            byte[] taken = Arrays.copyOfRange(bytes, position, position + size);
            position += size;
            return taken;
        }
    }
}
