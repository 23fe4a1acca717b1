package io.subnetvalidator.chain.rpc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Address of a node's JSON-RPC over WebSocket.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param path path and query, {@code /} when the address names none
 * @param tls whether the address begins with {@code wss}
 */
public record Endpoint(String host, int port, String path, boolean tls) {

    /**
     * Reads {@code ws://host:port} or {@code wss://host[:port]/path}.
     *
     * @throws IllegalArgumentException when the text is no such address
     */
    public static Endpoint parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not an endpoint such as ws://127.0.0.1:9944", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an endpoint: it begins with ws:// or wss://, such as ws://127.0.0.1:9944");
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() == 0 || uri.getPort() > 0xFFFF || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an endpoint: it needs a host and a port from 1 to 65535, and no user");
        }
        boolean tls = scheme.equals("wss");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Endpoint(host, port, path + query, tls);
    }

    /** The address without its query, which may hold an access key. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        String visible = query < 0 ? path : path.substring(0, query);
        return (tls ? "wss://" : "ws://") + host + ":" + port + (visible.equals("/") ? "" : visible);
    }
}
