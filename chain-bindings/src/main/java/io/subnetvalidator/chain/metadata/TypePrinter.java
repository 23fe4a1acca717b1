package io.subnetvalidator.chain.metadata;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Types as text, by their names or by what they encode to. */
public final class TypePrinter {

    /** Deeper, a type shows by name: the type of all calls would otherwise fill pages. */
    private static final int SHAPE_DEPTH = 12;

    private static final int NAME_DEPTH = 32;
    private static final int LENGTH_LIMIT = 100_000;
    private static final int SHORT = 300;

    private final TypeRegistry types;

    public TypePrinter(TypeRegistry types) {
        this.types = types;
    }

    /** The type by names, such as {@code Option<PeerInfo>} or {@code BTreeMap<AccountId20, u32>}. */
    public String name(int type) {
        StringBuilder text = new StringBuilder();
        name(type, text, 0);
        return text.toString();
    }

    /** The type by what it encodes to, wrappers left out, such as {@code Vec<{id: u32, score: u128}>}. */
    public String shape(int type) {
        StringBuilder text = new StringBuilder();
        shape(type, text, new ArrayDeque<>());
        return text.toString();
    }

    /** Long text cut for messages. */
    static String shortened(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
    }

    private void name(int id, StringBuilder text, int depth) {
        PortableType type = types.get(id);
        if (depth > NAME_DEPTH || text.length() > LENGTH_LIMIT) {
            text.append('#').append(id);
            return;
        }
        if (!type.name().isEmpty()) {
            text.append(type.name());
            List<Integer> arguments = type.parameters().stream()
                    .flatMap(parameter -> parameter.type().stream())
                    .toList();
            if (!arguments.isEmpty()) {
                text.append('<');
                list(arguments, text, depth);
                text.append('>');
            }
            return;
        }
        TypeDef definition = type.definition();
        if (definition instanceof TypeDef.Primitive primitive) {
            text.append(primitive.type().text());
        } else if (definition instanceof TypeDef.Sequence sequence) {
            text.append("Vec<");
            name(sequence.item(), text, depth + 1);
            text.append('>');
        } else if (definition instanceof TypeDef.Array array) {
            text.append('[');
            name(array.item(), text, depth + 1);
            text.append("; ").append(array.length()).append(']');
        } else if (definition instanceof TypeDef.Tuple tuple) {
            text.append('(');
            list(tuple.items(), text, depth);
            text.append(')');
        } else if (definition instanceof TypeDef.Compact compact) {
            text.append("Compact<");
            name(compact.type(), text, depth + 1);
            text.append('>');
        } else if (definition instanceof TypeDef.BitSequence) {
            text.append("BitVec");
        } else {
            text.append(definition.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .append('#')
                    .append(id);
        }
    }

    private void list(List<Integer> items, StringBuilder text, int depth) {
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            name(items.get(i), text, depth + 1);
        }
    }

    private void shape(int id, StringBuilder text, Deque<Integer> open) {
        int inner = types.unwrapped(id);
        if (open.size() > SHAPE_DEPTH || open.contains(inner) || text.length() > LENGTH_LIMIT) {
            text.append(
                    types.get(inner).name().isEmpty()
                            ? "#" + inner
                            : types.get(inner).name());
            return;
        }
        open.push(inner);
        expand(types.get(inner), text, open);
        open.pop();
    }

    private void expand(PortableType type, StringBuilder text, Deque<Integer> open) {
        TypeDef definition = type.definition();
        if (definition instanceof TypeDef.Composite composite) {
            if (types.isBigUnsigned(type)) {
                text.append("u256");
            } else {
                fields(composite.fields(), text, open);
            }
        } else if (definition instanceof TypeDef.Variants variants) {
            if (types.isOption(type)) {
                text.append("Option<");
                shape(variants.variants().get(1).fields().get(0).type(), text, open);
                text.append('>');
            } else {
                variants(variants, text, open);
            }
        } else if (definition instanceof TypeDef.Sequence sequence) {
            text.append("Vec<");
            shape(sequence.item(), text, open);
            text.append('>');
        } else if (definition instanceof TypeDef.Array array) {
            text.append('[');
            shape(array.item(), text, open);
            text.append("; ").append(array.length()).append(']');
        } else if (definition instanceof TypeDef.Tuple tuple) {
            text.append('(');
            for (int i = 0; i < tuple.items().size(); i++) {
                text.append(i == 0 ? "" : ", ");
                shape(tuple.items().get(i), text, open);
            }
            text.append(')');
        } else if (definition instanceof TypeDef.Compact compact) {
            text.append("Compact<");
            shape(compact.type(), text, open);
            text.append('>');
        } else if (definition instanceof TypeDef.Primitive primitive) {
            text.append(primitive.type().text());
        } else {
            text.append("BitVec");
        }
    }

    private void variants(TypeDef.Variants variants, StringBuilder text, Deque<Integer> open) {
        text.append("enum {");
        for (int i = 0; i < variants.variants().size(); i++) {
            TypeVariant variant = variants.variants().get(i);
            text.append(i == 0 ? "" : ", ").append(variant.index()).append(' ').append(variant.name());
            if (!variant.fields().isEmpty()) {
                fields(variant.fields(), text, open);
            }
        }
        text.append('}');
    }

    private void fields(List<TypeField> fields, StringBuilder text, Deque<Integer> open) {
        boolean named = !fields.isEmpty() && fields.get(0).name().isPresent();
        text.append(named ? '{' : '(');
        for (int i = 0; i < fields.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            fields.get(i).name().ifPresent(name -> text.append(name).append(": "));
            shape(fields.get(i).type(), text, open);
        }
        text.append(named ? '}' : ')');
    }
}
