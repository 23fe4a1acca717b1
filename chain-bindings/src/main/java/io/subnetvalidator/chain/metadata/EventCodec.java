package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The events of a block: a vector of phase, event and topics. */
final class EventCodec {

    private static final int MAX_EVENTS = 1_000_000;
    private static final int MAX_TOPICS = 1_000;

    private final Metadata metadata;

    EventCodec(Metadata metadata) {
        this.metadata = metadata;
    }

    List<EventRecord> decode(byte[] raw) {
        ScaleReader in = new ScaleReader(raw);
        try {
            // phase, pallet, event and topics take a byte each at least
            int count = in.count(4, MAX_EVENTS);
            List<EventRecord> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                try {
                    events.add(event(in));
                } catch (ValueException e) {
                    throw e.atIndex(i).inField("System.Events");
                }
            }
            in.requireEnd();
            return List.copyOf(events);
        } catch (ScaleException e) {
            throw new ValueException(String.valueOf(e.getMessage())).inField("System.Events");
        }
    }

    byte[] encode(List<EventRecord> events) {
        return new ScaleWriter().vec(events, this::encode).toBytes();
    }

    private EventRecord event(ScaleReader in) {
        EventRecord.Phase phase = phase(in);
        int palletIndex = in.u8();
        int eventIndex = in.u8();
        Pallet pallet = metadata.findPallet(palletIndex)
                .orElseThrow(() -> new ValueException("there is no pallet with index " + palletIndex));
        TypeVariant event = pallet.event(eventIndex)
                .orElseThrow(
                        () -> new ValueException("pallet " + pallet.name() + " has no event with index " + eventIndex));
        Map<String, Value> fields;
        try {
            fields = metadata.codec().decodeFields(event.fields(), in);
        } catch (ValueException e) {
            throw e.inField(pallet.name() + "." + event.name());
        }
        List<Hash256> topics = in.vec(MAX_TOPICS, reader -> Hash256.of(reader.raw(Hash256.LENGTH)));
        return new EventRecord(phase, palletIndex, eventIndex, pallet.name(), event.name(), fields, topics);
    }

    private static EventRecord.Phase phase(ScaleReader in) {
        int tag = in.u8();
        return switch (tag) {
            case 0 -> new EventRecord.Phase.ApplyExtrinsic(in.u32());
            case 1 -> new EventRecord.Phase.Finalization();
            case 2 -> new EventRecord.Phase.Initialization();
            default -> throw new ValueException("there is no phase " + tag);
        };
    }

    private void encode(ScaleWriter out, EventRecord event) {
        if (event.phase() instanceof EventRecord.Phase.ApplyExtrinsic applied) {
            out.u8(0).u32(applied.index());
        } else {
            out.u8(event.phase() instanceof EventRecord.Phase.Finalization ? 1 : 2);
        }
        TypeVariant declared = metadata.pallet(event.pallet())
                .event(event.name())
                .orElseThrow(() -> new MetadataException("the runtime has no event " + event.qualifiedName()));
        out.u8(metadata.pallet(event.pallet()).index()).u8(declared.index());
        try {
            metadata.codec().encodeFields(declared.fields(), event.fields(), out);
        } catch (ValueException e) {
            throw e.inField(event.qualifiedName());
        }
        out.vec(event.topics(), (writer, topic) -> writer.raw(topic.toBytes()));
    }
}
