package io.subnetvalidator.scp.hivemind;

/** A server answered that it cannot or will not do what it was asked; the message is the server's own, shortened. */
public final class ServerErrorException extends RuntimeException {

    public ServerErrorException(String message) {
        super(message.isEmpty() ? "the server gives no reason" : message);
    }
}
