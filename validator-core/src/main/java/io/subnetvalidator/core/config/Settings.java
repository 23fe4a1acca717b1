package io.subnetvalidator.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** All settings, resolved once: flags before environment before file before default. */
public final class Settings {

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<Setting, ResolvedSetting> values;

    private Settings(Map<Setting, ResolvedSetting> values) {
        this.values = values;
    }

    /**
     * Resolves every setting.
     *
     * @param flags values given on the command line
     * @param environment the process environment
     * @param file the YAML file, if one was named
     * @throws ServiceException when the file cannot be read or has a key nobody knows
     */
    public static Settings resolve(Map<Setting, String> flags, Map<String, String> environment, Optional<Path> file) {
        Map<String, String> fromFile = file.map(Settings::readFile).orElse(Map.of());
        Map<Setting, ResolvedSetting> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, resolve(setting, flags, environment, fromFile, file));
        }
        return new Settings(values);
    }

    public ResolvedSetting get(Setting setting) {
        ResolvedSetting value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException("unresolved setting " + setting);
        }
        return value;
    }

    /** @throws ServiceException naming every way to set it, when it is not set */
    public String require(Setting setting) {
        ResolvedSetting value = get(setting);
        if (!value.isSet()) {
            throw new ServiceException(
                    ServiceError.CONFIG_INVALID,
                    "'" + setting.key() + "' is not set (" + setting.meaning() + "): give " + setting.flag() + ", set "
                            + setting.environmentVariable() + ", or add it to the configuration file.");
        }
        return value.value();
    }

    public List<ResolvedSetting> all() {
        return List.copyOf(values.values());
    }

    /** A failure about one setting that says where its value came from. */
    public ServiceException invalid(Setting setting, String why) {
        ResolvedSetting value = get(setting);
        return new ServiceException(
                ServiceError.CONFIG_INVALID,
                "'" + setting.key() + "' is '" + value.value() + "' (" + value.source() + "): " + why);
    }

    private static ResolvedSetting resolve(
            Setting setting,
            Map<Setting, String> flags,
            Map<String, String> environment,
            Map<String, String> fromFile,
            Optional<Path> file) {
        String flag = flags.get(setting);
        if (flag != null) {
            return new ResolvedSetting(setting, flag, "flag " + setting.flag());
        }
        String variable = environment.get(setting.environmentVariable());
        if (variable != null) {
            return new ResolvedSetting(setting, variable, "environment " + setting.environmentVariable());
        }
        String entry = fromFile.get(setting.key());
        if (entry != null) {
            return new ResolvedSetting(
                    setting, entry, "file " + file.map(Path::toString).orElse(""));
        }
        return new ResolvedSetting(setting, setting.fallback(), "default");
    }

    private static Map<String, String> readFile(Path file) {
        JsonNode root;
        try {
            root = YAML.readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new ServiceException(
                    ServiceError.CONFIG_INVALID, file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ServiceException(ServiceError.CONFIG_UNREADABLE, file + ": " + FileTrouble.text(e), e);
        }
        Map<String, String> entries = new LinkedHashMap<>();
        if (!root.isMissingNode() && !root.isNull()) {
            flatten(file, "", root, entries);
        }
        return entries;
    }

    /** Reads no further than the limit, since what is named need not be a file of a known size. */
    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new ServiceException(ServiceError.CONFIG_INVALID, file + " is larger than 1 MiB.");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static void flatten(Path file, String prefix, JsonNode node, Map<String, String> entries) {
        if (!node.isObject()) {
            throw new ServiceException(
                    ServiceError.CONFIG_INVALID, file + ": '" + prefix + "' must hold further keys.");
        }
        for (Entry<String, JsonNode> field : node.properties()) {
            String key = prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey();
            if (Setting.ofKey(key).isPresent()) {
                entries.put(key, scalar(file, key, field.getValue()));
            } else if (Arrays.stream(Setting.values()).anyMatch(s -> s.key().startsWith(key + "."))) {
                flatten(file, key, field.getValue(), entries);
            } else {
                throw new ServiceException(
                        ServiceError.CONFIG_INVALID,
                        file + ": unknown key '" + key + "'; did you mean '" + closest(key) + "'?");
            }
        }
    }

    private static String scalar(Path file, String key, JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(item -> scalar(file, key, item))
                    .collect(Collectors.joining(","));
        }
        if (value.isObject()) {
            throw new ServiceException(ServiceError.CONFIG_INVALID, file + ": '" + key + "' must be a plain value.");
        }
        return value.isNull() ? "" : value.asText();
    }

    private static String closest(String key) {
        return Arrays.stream(Setting.values())
                .map(Setting::key)
                .min(Comparator.comparingInt(candidate -> editDistance(key, candidate)))
                .orElse("");
    }

    /** Levenshtein distance, for suggestions. */
    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
