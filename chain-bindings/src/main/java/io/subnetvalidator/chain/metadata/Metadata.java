package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a runtime says about itself, and the encodings that follow from it. Names that the runtime does not have lead to a {@link
 * MetadataException}, values that do not fit their types to a {@link ValueException}. Immutable.
 */
public final class Metadata {

    /** Largest metadata taken, in bytes. Large public runtimes have some 600,000. */
    public static final int MAX_LENGTH = 4 << 20;

    private static final byte[] MAGIC = "meta".getBytes(StandardCharsets.US_ASCII);

    private final int version;
    private final TypeRegistry types;
    private final List<Pallet> pallets;
    private final ExtrinsicMetadata extrinsic;
    private final List<RuntimeApi> runtimeApis;
    private final ValueCodec codec;

    Metadata(
            int version,
            TypeRegistry types,
            List<Pallet> pallets,
            ExtrinsicMetadata extrinsic,
            List<RuntimeApi> runtimeApis) {
        this.version = version;
        this.types = types;
        this.pallets = List.copyOf(pallets);
        this.extrinsic = extrinsic;
        this.runtimeApis = List.copyOf(runtimeApis);
        this.codec = new ValueCodec(types);
    }

    /**
     * Reads metadata as {@code state_getMetadata} gives it.
     *
     * @throws MetadataException when the bytes are no metadata of version 14 or 15
     */
    public static Metadata decode(byte[] bytes) {
        if (bytes.length > MAX_LENGTH) {
            throw new MetadataException("metadata of " + bytes.length + " bytes is above the limit of " + MAX_LENGTH);
        }
        if (bytes.length < MAGIC.length + 1 || !Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
            throw new MetadataException("these bytes are no runtime metadata: they do not start with \"meta\"");
        }
        int version = bytes[MAGIC.length] & 0xFF;
        if (version != 14 && version != 15) {
            throw new MetadataException("metadata version " + version + " is not known; versions 14 and 15 are");
        }
        try {
            return new MetadataDecoder(new ScaleReader(bytes, MAGIC.length + 1, bytes.length), version).metadata();
        } catch (ScaleException e) {
            throw new MetadataException("the metadata cannot be read: " + e.getMessage(), e);
        }
    }

    /** 14 or 15. */
    public int version() {
        return version;
    }

    public TypeRegistry types() {
        return types;
    }

    public List<Pallet> pallets() {
        return pallets;
    }

    public ExtrinsicMetadata extrinsic() {
        return extrinsic;
    }

    /** Empty for version 14, which does not describe them. */
    public List<RuntimeApi> runtimeApis() {
        return runtimeApis;
    }

    public ValueCodec codec() {
        return codec;
    }

    public TypePrinter printer() {
        return new TypePrinter(types);
    }

    public Optional<Pallet> findPallet(String name) {
        return pallets.stream().filter(pallet -> pallet.name().equals(name)).findFirst();
    }

    public Optional<Pallet> findPallet(int index) {
        return pallets.stream().filter(pallet -> pallet.index() == index).findFirst();
    }

    /** @throws MetadataException when the runtime has no such pallet */
    public Pallet pallet(String name) {
        return findPallet(name).orElseThrow(() -> new MetadataException("the runtime has no pallet " + name));
    }

    /** Encodes a call: pallet index, call index, arguments. */
    public byte[] call(String pallet, String name, Map<String, Value> arguments) {
        return new CallCodec(this).encode(pallet, name, arguments);
    }

    /** @throws ValueException when the bytes are not exactly one call of this runtime */
    public DecodedCall decodeCall(byte[] call) {
        return new CallCodec(this).decode(call);
    }

    /** What the call looks like here, or nothing when the runtime does not have it. */
    public Optional<CallShape> callShape(String pallet, String name) {
        return new Shapes(this).call(pallet, name);
    }

    /** What the storage item looks like here, or nothing when the runtime does not have it. */
    public Optional<StorageShape> storageShape(String pallet, String item) {
        return new Shapes(this).storage(pallet, item);
    }

    /** The storage item for keys and values. */
    public StorageEntry storage(String pallet, String item) {
        Pallet owner = pallet(pallet);
        return new StorageEntry(
                codec,
                owner,
                owner.storageItem(item)
                        .orElseThrow(
                                () -> new MetadataException("the runtime has no storage item " + pallet + "." + item)));
    }

    /** The full key of an entry; one key value per hasher. */
    public byte[] storageKey(String pallet, String item, Value... keys) {
        return storage(pallet, item).key(keys);
    }

    /** The value of an entry as found in storage, or what a missing one means. */
    public Optional<Value> decodeStorage(String pallet, String item, Optional<byte[]> raw) {
        return storage(pallet, item).decode(raw);
    }

    /** Reads the value of {@code System.Events}. */
    public List<EventRecord> decodeEvents(byte[] raw) {
        return new EventCodec(this).decode(raw);
    }

    /** The value of {@code System.Events} for these events. */
    public byte[] encodeEvents(List<EventRecord> events) {
        return new EventCodec(this).encode(events);
    }

    /**
     * The pallet error behind a module number and the bytes beside it.
     *
     * @param error up to four bytes, the first of them the number of the error
     */
    public DispatchError error(int moduleIndex, byte[] error) {
        return new DispatchErrors(this).module(moduleIndex, error);
    }

    /** Reads an encoded dispatch error. */
    public DispatchError decodeDispatchError(byte[] raw) {
        return new DispatchErrors(this).decode(raw);
    }

    /** Reads a dispatch error that is part of another value, such as the event {@code System.ExtrinsicFailed}. */
    public DispatchError dispatchError(Value value) {
        return new DispatchErrors(this).of(value);
    }

    /** The value of a constant. */
    public Value constant(String pallet, String name) {
        PalletConstant constant = pallet(pallet)
                .constant(name)
                .orElseThrow(() -> new MetadataException("the runtime has no constant " + pallet + "." + name));
        return codec.decode(constant.type(), constant.raw().toBytes());
    }

    /** The runtime API calls that the metadata describes; none for version 14. */
    public RuntimeCalls runtimeCalls() {
        return RuntimeCalls.ofMetadata(this);
    }
}
