package io.subnetvalidator.core.config;

/** A setting's value and where it came from, in words: a flag, a variable, a line of the file, the default. */
public record ResolvedSetting(Setting setting, String value, String source) {

    public boolean isSet() {
        return !value.isEmpty();
    }
}
