package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.Map;

/** Calls from live metadata. */
final class CallCodec {

    private final Metadata metadata;

    CallCodec(Metadata metadata) {
        this.metadata = metadata;
    }

    byte[] encode(String palletName, String name, Map<String, Value> arguments) {
        Pallet pallet = metadata.pallet(palletName);
        TypeVariant call = pallet.call(name)
                .orElseThrow(() -> new MetadataException("the runtime has no call " + palletName + "." + name));
        ScaleWriter out = new ScaleWriter().u8(pallet.index()).u8(call.index());
        try {
            metadata.codec().encodeFields(call.fields(), arguments, out);
        } catch (ValueException e) {
            throw e.inField(palletName + "." + name);
        }
        return out.toBytes();
    }

    DecodedCall decode(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        int palletIndex;
        int callIndex;
        try {
            palletIndex = in.u8();
            callIndex = in.u8();
        } catch (ScaleException e) {
            throw new ValueException("a call has at least two bytes, not " + bytes.length);
        }
        Pallet pallet = metadata.findPallet(palletIndex)
                .orElseThrow(() -> new ValueException("there is no pallet with index " + palletIndex));
        TypeVariant call = pallet.call(callIndex)
                .orElseThrow(
                        () -> new ValueException("pallet " + pallet.name() + " has no call with index " + callIndex));
        try {
            Map<String, Value> arguments = metadata.codec().decodeFields(call.fields(), in);
            ValueCodec.requireEnd(in);
            return new DecodedCall(palletIndex, callIndex, pallet.name(), call.name(), arguments);
        } catch (ValueException e) {
            throw e.inField(pallet.name() + "." + call.name());
        }
    }
}
