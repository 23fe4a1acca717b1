package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runtime API calls: parameters and results of {@code state_call}. Descriptions come from metadata of version 15, or from explicit layouts
 * for structures that no metadata describes ({@link NetworkRuntimeApi}).
 */
public final class RuntimeCalls {

    /** Largest wrapped result taken, in bytes. */
    private static final int MAX_RESULT = 64 << 20;

    /**
     * A callable function.
     *
     * @param wrapped whether the runtime returns the encoded result inside a byte vector
     */
    record Function(List<RuntimeApi.Input> inputs, int output, boolean wrapped) {
        Function {
            inputs = List.copyOf(inputs);
        }
    }

    private final ValueCodec codec;
    private final Map<String, Function> functions;

    RuntimeCalls(ValueCodec codec, Map<String, Function> functions) {
        this.codec = codec;
        this.functions = Map.copyOf(functions);
    }

    static RuntimeCalls ofMetadata(Metadata metadata) {
        Map<String, Function> functions = new LinkedHashMap<>();
        for (RuntimeApi api : metadata.runtimeApis()) {
            for (RuntimeApi.Method method : api.methods()) {
                functions.put(api.name() + "_" + method.name(), new Function(method.inputs(), method.output(), false));
            }
        }
        return new RuntimeCalls(metadata.codec(), functions);
    }

    /** Names as {@code state_call} wants them, such as {@code NetworkRuntimeApi_get_subnet_info}. */
    public Set<String> functions() {
        return functions.keySet();
    }

    public boolean has(String function) {
        return functions.containsKey(function);
    }

    /** The parameters by what they encode to, in order. */
    public List<String> parameterShapes(String function) {
        TypePrinter printer = new TypePrinter(codec.types());
        return function(function).inputs().stream()
                .map(input -> printer.shape(input.type()))
                .toList();
    }

    /** The encoded parameters, in order. */
    public byte[] encode(String function, Value... parameters) {
        Function described = function(function);
        if (parameters.length != described.inputs().size()) {
            throw new ValueException(
                    function + " takes " + described.inputs().size() + " parameters, not " + parameters.length);
        }
        ScaleWriter out = new ScaleWriter();
        for (int i = 0; i < parameters.length; i++) {
            RuntimeApi.Input input = described.inputs().get(i);
            try {
                codec.encode(input.type(), parameters[i], out);
            } catch (ValueException e) {
                throw e.inField(input.name()).inField(function);
            }
        }
        return out.toBytes();
    }

    /** Reads parameters back. */
    public List<Value> decodeParameters(String function, byte[] parameters) {
        ScaleReader in = new ScaleReader(parameters);
        List<Value> values = function(function).inputs().stream()
                .map(input -> codec.decode(input.type(), in))
                .toList();
        ValueCodec.requireEnd(in);
        return values;
    }

    /** Reads the answer of {@code state_call}. */
    public Value decode(String function, byte[] answer) {
        return decodeInner(function, function(function).wrapped() ? unwrap(function, answer) : answer);
    }

    /** Reads a result without the byte vector around it, which is what the {@code network_*} methods of a node return. */
    public Value decodeInner(String function, byte[] scale) {
        try {
            return codec.decode(function(function).output(), scale);
        } catch (ValueException e) {
            throw e.inField(function);
        }
    }

    /** The answer of {@code state_call} for a result. */
    public byte[] encodeResult(String function, Value result) {
        byte[] inner = codec.encode(function(function).output(), result);
        return function(function).wrapped() ? new ScaleWriter().bytes(inner).toBytes() : inner;
    }

    private static byte[] unwrap(String function, byte[] answer) {
        ScaleReader in = new ScaleReader(answer);
        try {
            byte[] inner = in.bytes(MAX_RESULT);
            in.requireEnd();
            return inner;
        } catch (ScaleException e) {
            throw new ValueException(String.valueOf(e.getMessage())).inField(function);
        }
    }

    private Function function(String name) {
        return Optional.ofNullable(functions.get(name))
                .orElseThrow(() -> new MetadataException("the runtime API function " + name + " is not described"));
    }
}
