package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Properties;

/** Bytes made by independent implementations; see the README beside them. */
final class Golden {

    private static final Properties VECTORS = load();

    private Golden() {}

    static byte[] bytes(String name) {
        String hex = VECTORS.getProperty(name);
        if (hex == null) {
            throw new AssertionError("no golden vector " + name);
        }
        return Hex.decode(hex);
    }

    static String hex(String name) {
        return Hex.encode(bytes(name));
    }

    static float[] floats(String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[in.remaining() / Float.BYTES];
        in.asFloatBuffer().get(values);
        return values;
    }

    static List<String> names(String prefix) {
        return VECTORS.stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static Properties load() {
        Properties vectors = new Properties();
        try (InputStream in = Golden.class.getResourceAsStream("golden.properties")) {
            if (in == null) {
                throw new AssertionError("the golden vectors are missing");
            }
            vectors.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vectors;
    }
}
