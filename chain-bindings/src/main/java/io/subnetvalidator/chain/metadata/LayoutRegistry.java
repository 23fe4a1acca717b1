package io.subnetvalidator.chain.metadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Builds a type registry from declarations written in code, for structures that no metadata describes. Type expressions are those of Rust:
 * primitives, {@code Vec<T>}, {@code Option<T>}, {@code BTreeMap<K, V>}, {@code BTreeSet<T>}, tuples, {@code [T; N]} and declared names.
 */
public final class LayoutRegistry {

    private final List<PortableType> types = new ArrayList<>();
    private final Map<String, Integer> known = new HashMap<>();

    /** Gives a type expression a name. */
    public void alias(String name, String expression) {
        define(name, type(expression));
    }

    /** An enumeration without fields, numbered from 0. */
    public void enumeration(String name, String... variants) {
        List<TypeVariant> list = IntStream.range(0, variants.length)
                .mapToObj(i -> new TypeVariant(variants[i], List.of(), i, List.of()))
                .toList();
        define(name, add(List.of(name), new TypeDef.Variants(list)));
    }

    /**
     * A structure.
     *
     * @param fields each as {@code name: Type}, in order
     */
    public void structure(String name, String... fields) {
        List<TypeField> list = List.of(fields).stream()
                .map(field -> new TypeField(
                        Optional.of(fieldName(field)), type(fieldType(field)), Optional.empty(), List.of()))
                .toList();
        define(name, add(List.of(name), new TypeDef.Composite(list)));
    }

    /** The id of a type expression; added when it is new. */
    public int type(String expression) {
        String text = expression.replace(" ", "");
        Integer id = known.get(text);
        if (id != null) {
            return id;
        }
        int added = build(text);
        known.put(text, added);
        return added;
    }

    /** The registry of all that was declared so far. */
    public TypeRegistry registry() {
        return new TypeRegistry(types);
    }

    static String fieldName(String field) {
        return field.substring(0, field.indexOf(':')).strip();
    }

    static String fieldType(String field) {
        return field.substring(field.indexOf(':') + 1).strip();
    }

    private int build(String text) {
        Optional<PrimitiveType> primitive = PrimitiveType.ofText(text);
        if (primitive.isPresent()) {
            return add(List.of(), new TypeDef.Primitive(primitive.get()));
        }
        if (text.startsWith("(") && text.endsWith(")")) {
            return add(List.of(), new TypeDef.Tuple(parts(text.substring(1, text.length() - 1))));
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            int split = text.lastIndexOf(';');
            return add(
                    List.of(),
                    new TypeDef.Array(
                            Long.parseLong(text.substring(split + 1, text.length() - 1)),
                            type(text.substring(1, split))));
        }
        int open = text.indexOf('<');
        if (open < 0 || !text.endsWith(">")) {
            throw new MetadataException("no such type in the layouts: " + text);
        }
        String name = text.substring(0, open);
        String arguments = text.substring(open + 1, text.length() - 1);
        return switch (name) {
            case "Vec" -> add(List.of(), new TypeDef.Sequence(type(arguments)));
            case "Compact" -> add(List.of(), new TypeDef.Compact(type(arguments)));
            case "Option" -> option(type(arguments));
            case "BTreeMap" -> wrapper(name, type("Vec<(" + arguments + ")>"), parts(arguments));
            case "BTreeSet" -> wrapper(name, type("Vec<" + arguments + ">"), parts(arguments));
            default -> throw new MetadataException("no such generic type in the layouts: " + name);
        };
    }

    private int option(int item) {
        TypeVariant none = new TypeVariant("None", List.of(), 0, List.of());
        TypeVariant some = new TypeVariant("Some", List.of(unnamed(item)), 1, List.of());
        return add(List.of("Option"), new TypeDef.Variants(List.of(none, some)), List.of(item));
    }

    private int wrapper(String name, int inner, List<Integer> parameters) {
        return add(List.of(name), new TypeDef.Composite(List.of(unnamed(inner))), parameters);
    }

    private static TypeField unnamed(int type) {
        return new TypeField(Optional.empty(), type, Optional.empty(), List.of());
    }

    /** Splits at the commas that are not inside brackets. */
    private List<Integer> parts(String text) {
        List<Integer> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<' || c == '(' || c == '[') {
                depth++;
            } else if (c == '>' || c == ')' || c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(type(text.substring(start, i)));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            parts.add(type(text.substring(start)));
        }
        return parts;
    }

    private void define(String name, int id) {
        if (known.putIfAbsent(name, id) != null) {
            throw new MetadataException("two layouts are called " + name);
        }
    }

    private int add(List<String> path, TypeDef definition) {
        return add(path, definition, List.of());
    }

    private int add(List<String> path, TypeDef definition, List<Integer> parameters) {
        List<PortableType.Parameter> named = parameters.stream()
                .map(type -> new PortableType.Parameter("T", Optional.of(type)))
                .toList();
        types.add(new PortableType(types.size(), path, named, definition, List.of()));
        return types.size() - 1;
    }
}
