package io.subnetvalidator.scp.p2p.wire;

import java.util.ArrayDeque;

/** Windows and queue of one stream. */
final class YamuxStream {

    final int id;

    /** Bytes we may still send; never above 2^32 - 1. */
    long sendWindow = YamuxSession.INITIAL_WINDOW;

    /** Bytes the remote may still send; never negative. */
    long receiveWindow = YamuxSession.INITIAL_WINDOW;

    /** Bytes consumed and not yet granted again. */
    long consumed;

    boolean finishRequested;
    boolean finishSent;
    boolean remoteFinished;
    boolean scheduled;

    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private int offset;
    private long queued;

    YamuxStream(int id) {
        this.id = id;
    }

    void enqueue(byte[] bytes) {
        if (bytes.length > 0) {
            queue.addLast(bytes);
            queued += bytes.length;
        }
    }

    long queued() {
        return queued;
    }

    boolean canSend() {
        return queued > 0 ? sendWindow > 0 : finishRequested && !finishSent;
    }

    boolean over() {
        return finishSent && remoteFinished;
    }

    /** Takes up to {@code limit} queued bytes into {@code target} and returns how many. */
    int fill(byte[] target, int from, int limit) {
        int filled = 0;
        while (filled < limit) {
            byte[] head = queue.element();
            int step = Math.min(limit - filled, head.length - offset);
            System.arraycopy(head, offset, target, from + filled, step);
            filled += step;
            offset += step;
            if (offset == head.length) {
                queue.removeFirst();
                offset = 0;
            }
        }
        queued -= filled;
        sendWindow -= filled;
        return filled;
    }
}
