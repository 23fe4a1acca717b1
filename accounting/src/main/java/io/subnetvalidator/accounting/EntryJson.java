package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Entries as JSON for people and their programs: one object per record with the names of its components, so that it cannot
 * drift from the entry. Values above 2^53 are strings of digits; digests and amounts are strings.
 */
final class EntryJson {

    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private EntryJson() {}

    static String of(LedgerRecord record) {
        EntryScope scope = record.scope();
        StringBuilder json = new StringBuilder(256);
        json.append("{\"sequence\":").append(record.sequence());
        json.append(",\"subnet\":").append(scope.subnet());
        scope.epoch().ifPresent(epoch -> json.append(",\"epoch\":").append(epoch));
        scope.block().ifPresent(block -> json.append(",\"block\":").append(block));
        json.append(",\"at\":\"").append(scope.at()).append('"');
        json.append(",\"kind\":\"").append(name(record.entry().kind())).append('"');
        json.append(",\"entry\":").append(fields(record.entry()));
        json.append(",\"previous\":\"").append(record.previous()).append('"');
        return json.append(",\"hash\":\"").append(record.hash()).append("\"}").toString();
    }

    static String name(EntryKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The components of an entry as one object. */
    static String fields(LedgerEntry entry) {
        StringBuilder json = new StringBuilder();
        write(json, entry);
        return json.toString();
    }

    private static void write(StringBuilder json, Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresentOrElse(present -> write(json, present), () -> json.append("null"));
        } else if (value instanceof List<?> items) {
            String separator = "[";
            for (Object item : items) {
                json.append(separator);
                write(json, item);
                separator = ",";
            }
            json.append(items.isEmpty() ? "[]" : "]");
        } else if (value instanceof Number number) {
            boolean exact = Math.abs(number.longValue()) <= EXACT_IN_DOUBLE;
            json.append(exact ? number.toString() : "\"" + number + "\"");
        } else if (value instanceof Boolean || value instanceof NodeId || value instanceof SubnetId) {
            json.append(value);
        } else if (value instanceof Enum<?> choice) {
            quote(json, choice.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        } else if (value instanceof Record composite && isOurs(composite)) {
            writeFields(json, composite);
        } else {
            quote(json, value.toString());
        }
    }

    /** Records of this package are objects; a value type of the chain is its text. */
    private static boolean isOurs(Record value) {
        return value.getClass().getPackage().equals(EntryJson.class.getPackage());
    }

    private static void writeFields(StringBuilder json, Record composite) {
        String separator = "{";
        for (RecordComponent component : composite.getClass().getRecordComponents()) {
            json.append(separator);
            quote(json, component.getName());
            json.append(':');
            write(json, valueOf(component, composite));
            separator = ",";
        }
        json.append("}");
    }

    private static Object valueOf(RecordComponent component, Record composite) {
        try {
            return component.getAccessor().invoke(composite);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(composite.getClass() + " hides " + component.getName(), e);
        }
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c == 0x2028 || c == 0x2029 || c == 0x7F) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
