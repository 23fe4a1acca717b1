package io.subnetvalidator.scp.p2p.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One run of multistream-select 1.0: the dialer proposes protocols in order, the listener echoes the one it takes or answers
 * {@code na}. Bytes behind the agreement stay in the input queue for the next layer.
 */
public final class MultistreamNegotiator {

    /** How a negotiation stands. */
    public enum Status {
        PENDING,
        AGREED,
        /** The listener took none of the proposals. */
        REFUSED
    }

    private static final String HEADER = "/multistream/1.0.0";
    private static final String NOT_AVAILABLE = "na";
    private static final int MAX_LINE = 1024;

    /** A listener gives up after so many proposals. */
    private static final int MAX_PROPOSALS = 32;

    private final LengthPrefixed lines = new LengthPrefixed(MAX_LINE);
    private final List<String> proposals;
    private final Optional<Predicate<String>> supported;

    private boolean headerSeen;
    private int round;
    private Status status = Status.PENDING;
    private String agreed = "";

    private MultistreamNegotiator(List<String> proposals, Optional<Predicate<String>> supported) {
        this.proposals = proposals;
        this.supported = supported;
    }

    /** @param proposals what the dialer wants, best first, at least one */
    public static MultistreamNegotiator dialer(List<String> proposals) {
        if (proposals.isEmpty()) {
            throw new IllegalArgumentException("a dialer proposes at least one protocol");
        }
        return new MultistreamNegotiator(List.copyOf(proposals), Optional.empty());
    }

    public static MultistreamNegotiator listener(Predicate<String> supported) {
        return new MultistreamNegotiator(List.of(), Optional.of(supported));
    }

    /** What to send before anything was received; a listener says nothing first. */
    public void start(ByteQueue out) {
        if (supported.isEmpty()) {
            send(out, HEADER);
            send(out, proposals.get(0));
        }
    }

    /**
     * Reads as many lines as are there, up to the agreement.
     *
     * @throws WireException when the remote does not speak multistream-select
     */
    public Status receive(ByteQueue in, ByteQueue out) {
        while (status == Status.PENDING) {
            Optional<byte[]> line = nextLine(in);
            if (line.isEmpty()) {
                break;
            }
            accept(text(line.get()), out);
        }
        return status;
    }

    /** The agreed protocol; empty text before the agreement. */
    public String protocol() {
        return agreed;
    }

    /** Whoever announces a line of more than {@value #MAX_LINE} bytes does not speak this protocol. */
    private Optional<byte[]> nextLine(ByteQueue in) {
        try {
            return lines.next(in);
        } catch (WireException e) {
            throw new WireException(WireException.Layer.MULTISTREAM, "not a line: " + e.getMessage(), e);
        }
    }

    private void accept(String line, ByteQueue out) {
        if (!headerSeen) {
            if (!line.equals(HEADER)) {
                throw error("the first line is not " + HEADER);
            }
            headerSeen = true;
            if (supported.isPresent()) {
                send(out, HEADER);
            }
        } else if (supported.isPresent()) {
            acceptProposal(supported.get(), line, out);
        } else {
            acceptAnswer(line, out);
        }
    }

    private void acceptProposal(Predicate<String> supports, String line, ByteQueue out) {
        if (supports.test(line)) {
            send(out, line);
            agree(line);
            return;
        }
        if (++round >= MAX_PROPOSALS) {
            throw error("none of " + MAX_PROPOSALS + " proposals is supported");
        }
        send(out, NOT_AVAILABLE);
    }

    private void acceptAnswer(String line, ByteQueue out) {
        String proposed = proposals.get(round);
        if (line.equals(proposed)) {
            agree(proposed);
        } else if (!line.equals(NOT_AVAILABLE)) {
            throw error("the answer to a proposal is neither its echo nor " + NOT_AVAILABLE);
        } else if (++round < proposals.size()) {
            send(out, proposals.get(round));
        } else {
            status = Status.REFUSED;
        }
    }

    private void agree(String protocol) {
        agreed = protocol;
        status = Status.AGREED;
    }

    private static void send(ByteQueue out, String line) {
        out.append(LengthPrefixed.frame((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(byte[] line) {
        if (line.length == 0 || line[line.length - 1] != '\n') {
            throw error("a line does not end with a newline");
        }
        return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MULTISTREAM, message);
    }
}
