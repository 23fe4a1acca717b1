package io.subnetvalidator.scp.p2p.wire;

/** What the remote did, in the order it did it. */
public sealed interface YamuxEvent {

    /** The remote opened a stream. */
    record Opened(int stream) implements YamuxEvent {}

    /** Bytes came; they belong to the receiver and use up the window until they are handed back with {@code consumed}. */
    record Data(int stream, ByteQueue bytes) implements YamuxEvent {}

    /** The remote sends no more on this stream. */
    record Finished(int stream) implements YamuxEvent {}

    /** The remote gave up this stream; it is forgotten. */
    record Reset(int stream) implements YamuxEvent {}

    /** The answer to a ping. */
    record Pong(long value) implements YamuxEvent {}

    /** The remote wants no more streams; 0 is a normal end, anything else an error it saw. */
    record GoneAway(long reason) implements YamuxEvent {}
}
